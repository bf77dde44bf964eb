import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { type Finding, hasErrors } from '@/lib/contract/finding'
import { type DocumentKind, documentKinds, type EditorKind } from '@/lib/contract/yaml/kinds'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { checkWithFiles } from '@/lib/domain/checks/check-with-files'
import { checkConda } from '@/lib/domain/checks/conda-file'
import type { FileView } from '@/lib/domain/checks/files'
import { placeFindings } from '@/lib/domain/convert/load-yaml'
import { findPlainFile } from '@/lib/domain/convert/plain-files'
import { recognise } from '@/lib/domain/convert/recognise'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { maxYamlBytes } from '@/lib/domain/convert/yaml-nesting'
import { bytesUploaded, countUploaded, type FolderView, namesUploaded } from '@/lib/domain/upload-rules/upload-rules'
import { endScriptLint, readScript } from '@/lib/script-lint/read-script'

/** `validate FILE… [--kind endpoint|deployment|model|environment] [--json]` → JSON array; exit 1 on errors, 2 on wrong use. */

const usage = `usage: npm run -s validate -- FILE… [--json] [--kind ${documentKinds.join('|')}]`
/** Scripts and conda files beyond this are not read. */
const maxSideFileBytes = 1024 * 1024

export interface FileReport {
  file: string
  kind: EditorKind | null
  findings: Finding[]
}

/** The files below a folder (absolute), as checks look at them. */
export function fileView(folder: string): FileView {
  const stat = (path: string) => statSync(resolve(folder, path), { throwIfNoEntry: false })
  return {
    kind: (path) => {
      try {
        const info = stat(path)
        if (info?.isFile()) return 'file'
        return info?.isDirectory() ? 'folder' : undefined
      } catch {
        // Not reachable (no permission, a file where a folder is expected): for the person it does not exist.
        return undefined
      }
    },
    name: (path) => basename(resolve(folder, path)),
    names: (path, limit) => {
      try {
        return namesUploaded(folderView(resolve(folder, path)), limit)
      } catch {
        // Part of the folder is closed to us: its files are not known.
        return undefined
      }
    },
    count: (path, limit) => {
      try {
        return countUploaded(folderView(resolve(folder, path)), limit)
      } catch {
        // Part of the folder is closed to us; the upload will say so.
        return 0
      }
    },
    bytes: (path, limit) => {
      try {
        return bytesUploaded(folderView(resolve(folder, path)), limit)
      } catch {
        // As above.
        return 0
      }
    },
    text: (path) => {
      try {
        const info = stat(path)
        return info?.isFile() && info.size <= maxSideFileBytes ? readFileSync(realpathSync(resolve(folder, path)), 'utf8') : undefined
      } catch {
        // Not readable; the rules about its contents stay silent, the rule about its existence has spoken.
        return undefined
      }
    },
  }
}

/** Entries as an upload follows them: a link counts by what it leads to, a folder behind one is found where it lies. */
function folderView(folder: string): FolderView {
  const stat = (...path: string[]) => statSync(join(folder, ...path), { throwIfNoEntry: false })
  return {
    entries: (below) =>
      readdirSync(join(folder, below), { withFileTypes: true })
        .filter((entry) => !entry.isSymbolicLink() || stat(below, entry.name)?.isFile())
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })),
    text: (name) => (stat(name)?.isFile() ? readFileSync(join(folder, name), 'utf8') : undefined),
    sizeOf: (name) => stat(name)?.size ?? 0,
  }
}

/** Findings of one file; a file that cannot be read is a finding, too. */
export async function validateFile(file: string, kind?: DocumentKind, folder = process.cwd()): Promise<FileReport> {
  const location = resolve(folder, file)
  let text: string
  try {
    const info = statSync(location)
    if (!info.isFile()) return unreadable(file, kind, 'is no file')
    // One byte more than allowed is enough for the rule to speak; a huge file is not read.
    const bytes = info.size > maxYamlBytes ? Buffer.alloc(maxYamlBytes + 1, ' ') : readFileSync(location)
    if (!isUtf8(bytes)) return { file, kind: kind ?? null, findings: [complete(notUtf8(file, bytes))] }
    text = bytes.toString('utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read'
    const finding: Finding = {
      path: [],
      severity: 'error',
      rule: 'file-exists',
      message: `The file ${file} ${reason}.`,
      fix: 'Check the path.',
      stage: 'load',
      line: 1,
      column: 1,
    }
    return { file, kind: kind ?? null, findings: [finding] }
  }
  if (!kind && recognise(text, basename(location)).kind === 'conda')
    return { file, kind: 'conda', findings: checkConda({ text }, { path: [], needsServer: false }).map(complete) }
  const plain = kind ? undefined : findPlainFile(text, basename(location))
  if (plain?.sure) return { file, kind: null, findings: [complete(noYaml(plain))] }
  const checked = checkYaml(text, { kind })
  const files =
    checked.kind && isRecord(checked.data)
      ? await checkWithFiles(checked.kind, checked.data, { view: fileView(dirname(location)), readScript })
      : []
  const findings = [...checked.findings, ...placeFindings(files, checked)]
  return { file, kind: checked.kind ?? null, findings: findings.map(complete) }
}

/** A script or the like: one sentence instead of all that is no YAML in it. */
function noYaml({ label, sentence }: { label: string; sentence: string }): Finding {
  const message = `This is ${label}, not an endpoint, deployment, model or environment.`
  return { path: [], severity: 'error', rule: 'unknown-kind', message, fix: sentence, stage: 'load' }
}

/** `az ml` reads files as UTF-8 and gives up at the first byte that is none; read leniently, such a text would seem sound. */
function notUtf8(file: string, bytes: Buffer): Finding {
  let line = 1
  for (let begin = 0; begin < bytes.length; line += 1) {
    const end = bytes.indexOf(10, begin)
    if (!isUtf8(bytes.subarray(begin, end === -1 ? bytes.length : end + 1)) || end === -1) break
    begin = end + 1
  }
  return {
    path: [],
    severity: 'error',
    rule: 'file-encoding',
    message: `The file ${file} is not UTF-8 (line ${line}); az ml cannot read it.`,
    fix: 'Save it as UTF-8.',
    stage: 'load',
    values: { line },
    line,
    column: 1,
  }
}

function unreadable(file: string, kind: DocumentKind | undefined, reason: string): FileReport {
  const finding: Finding = {
    path: [],
    severity: 'error',
    rule: 'file-exists',
    message: `${file} ${reason}.`,
    fix: 'Name a YAML file.',
    stage: 'load',
  }
  return { file, kind: kind ?? null, findings: [complete(finding)] }
}

/** Every key present, so that readers of the JSON need no guards. */
function complete(finding: Finding): Finding {
  const { path, line = 1, column = 1, severity, stage = 'rules', rule, message, fix = '', ...rest } = finding
  return { path, line, column, severity, stage, rule, message, fix, ...rest }
}

/** Runs the command; answers the exit code. */
export async function main(
  args: readonly string[],
  write: (text: string) => void,
  complain: (text: string) => void,
  folder = process.cwd(),
): Promise<number> {
  let parsed: { positionals: string[]; values: { json?: boolean; kind?: string } }
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' }, kind: { type: 'string' } } })
  } catch (error) {
    complain(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`)
    return 2
  }
  const kind = documentKinds.find((candidate) => candidate === parsed.values.kind)
  if (parsed.positionals.length === 0 || (parsed.values.kind !== undefined && !kind)) {
    complain(`${usage}\n`)
    return 2
  }
  const reports: FileReport[] = []
  for (const file of parsed.positionals) reports.push(await validateFile(file, kind, folder))
  await endScriptLint()
  write(`${JSON.stringify(reports, null, 2)}\n`)
  return reports.some((report) => hasErrors(report.findings)) ? 1 : 0
}

// The bundle and tsx run this file directly; tests import it.
const entry = process.argv[1]
if (entry && /validate\.(mjs|ts|js)$/.test(entry)) {
  process.exitCode = await main(
    process.argv.slice(2),
    (text) => process.stdout.write(text),
    (text) => process.stderr.write(text),
    // npm changes to the package's folder; paths count from where the person is.
    process.env.npm_lifecycle_event === 'validate' ? process.env.INIT_CWD : undefined,
  )
}
