import 'server-only'
import { join } from 'node:path'
import type { Finding } from '@/lib/contract/finding'
import type { ProjectCheck, ProjectDocument, ProjectFinding } from '@/lib/contract/project'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { folderOf, relativeFrom, resolveIn } from '@/lib/domain/project/project-paths'
import { checkEverything } from '@/lib/server/check-everything'
import { documentsIn, yamlTexts } from '@/lib/server/project-documents'
import { projectFolder } from '@/lib/server/project-files'

/** Everything the checks find in all files of a project, each finding at the file it is in; `overlays` are texts not saved yet. */
export async function checkProject(folder: string, overlays: Readonly<Record<string, string>>): Promise<ProjectCheck> {
  const root = await projectFolder(folder)
  const texts = await yamlTexts(root, overlays)
  const documents = documentsIn(texts)
  const found = await Promise.all(
    documents.map(async (document) =>
      (await findingsOf(root, document, texts.get(document.path) ?? '', overlays)).map((finding) => placed(document, finding)),
    ),
  )
  return { documents, findings: withoutDoubles(found.flat()) }
}

async function findingsOf(
  root: string,
  { path, kind }: ProjectDocument,
  text: string,
  overlays: Readonly<Record<string, string>>,
): Promise<Finding[]> {
  // A conda file that does not parse says so itself; what is in it is judged with the deployment that names it.
  if (kind === 'conda') return [...loadYaml(text).findings, ...(await checkEverything({ kind, text }))]
  const below = folderOf(path)
  const unsaved = Object.fromEntries(Object.entries(overlays).map(([name, written]) => [relativeFrom(below, name), written]))
  return checkEverything({ kind, text, baseDir: join(root, below), overlays: unsaved })
}

/** Where the finding is, inside the project; one in a file outside stays with the document that names it. */
function placed({ path }: ProjectDocument, finding: Finding): ProjectFinding {
  if (finding.file === undefined) return { ...finding, file: path, of: [path] }
  const file = resolveIn(folderOf(path), finding.file)
  if (file !== undefined) return { ...finding, file, of: [path] }
  const { line: _line, column: _column, endLine: _endLine, endColumn: _endColumn, repairs: _repairs, ...said } = finding
  return { ...said, file: path, of: [path] }
}

/** Two deployments with one script find the same in it. */
function withoutDoubles(findings: readonly ProjectFinding[]): ProjectFinding[] {
  const first = new Map<string, ProjectFinding>()
  for (const finding of findings) {
    const { file, rule, line, column, message, of } = finding
    const key = JSON.stringify([file, rule, line, column, message])
    const known = first.get(key)
    if (known) known.of.push(...of)
    else first.set(key, { ...finding, of: [...of] })
  }
  return [...first.values()]
}
