import 'server-only'
import { basename, dirname } from 'node:path'
import type { ChecksRequest } from '@/lib/contract/checks'
import type { FileRepair, RepairedFile } from '@/lib/contract/file-repair'
import { repairedText } from '@/lib/domain/yaml-language/repair'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { checkEverything } from '@/lib/server/check-everything'
import { readProjectFile, writeProjectFile, writeTextFile } from '@/lib/server/project-files'
import { mayChangeUpload, uploadIdOf } from '@/lib/server/uploads'

interface Place {
  folder: string
  name: string
  /** The file is in an upload of the browser: a copy of the product's. */
  uploadId: string | undefined
}

/** A file named by a document, as the door to files takes it: its folder and its name where it really lies. */
function placeOf(file: string, baseDir: string | undefined): Place {
  const real = allowedPath(file, baseDir)
  return { folder: dirname(real), name: basename(real), uploadId: uploadIdOf(real) }
}

async function write({ folder, name, uploadId }: Place, text: string, ifHash: string): Promise<string> {
  if (uploadId === undefined) return (await writeProjectFile(folder, name, text, ifHash)).hash
  await mayChangeUpload(uploadId)
  return (await writeTextFile(folder, name, text, ifHash)).hash
}

/**
 * Carries out a repair of something found in a file beside a document (score.py, a module, the conda file). The document is checked anew
 * first: what is written is the repair of the file as it is now. In an upload the product's copy is repaired, never what a deployment took
 * over from it. Throws `Studio.ProjectFileChanged` when the finding is gone, `Studio.DeploymentPreparing` while a job hands the upload
 * over, and as writing a project's file does: `Studio.ProjectReadOnly`, `Studio.ProjectFileDenied`, `Studio.PathNotAllowed`.
 */
export async function repairFile(document: ChecksRequest, wanted: FileRepair): Promise<RepairedFile> {
  const place = placeOf(wanted.file, document.baseDir)
  // Read before the check: a write in between makes the hash another one, and nothing is written.
  const before = await readProjectFile(place.folder, place.name)
  const { overlays: _unsaved, ...onDisk } = document
  const found = (await checkEverything(onDisk)).filter(({ rule, file }) => rule === wanted.rule && file === wanted.file)
  const here = found.filter(({ repairs }) => repairs?.some(({ label }) => label === wanted.label))
  const finding = here.find(({ line }) => line === wanted.line) ?? here[0]
  const repair = finding?.repairs?.find(({ label }) => label === wanted.label)
  const text = repair && repairedText(before.text, repair)
  if (text === undefined || text === before.text)
    throw new ProblemError(
      {
        code: 'Studio.ProjectFileChanged',
        message: `${wanted.file}: this was mended or changed meanwhile; nothing was written.`,
        target: wanted.file,
        origin: 'input',
        retryable: false,
      },
      409,
    )
  const hash = await write(place, text, before.hash)
  return { file: wanted.file, before: before.text, hash, ...(place.uploadId === undefined ? {} : { isUpload: true }) }
}

/** Writes the text back that a repair replaced, unless the file was changed since (`Studio.ProjectFileChanged`). */
export async function undoRepair(repaired: RepairedFile, baseDir: string | undefined): Promise<void> {
  await write(placeOf(repaired.file, baseDir), repaired.before, repaired.hash)
}
