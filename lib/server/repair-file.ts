import 'server-only'
import { basename, dirname } from 'node:path'
import type { ChecksRequest } from '@/lib/contract/checks'
import type { FileRepair, RepairedFile } from '@/lib/contract/file-repair'
import { repairedText } from '@/lib/domain/yaml-language/repair'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { checkEverything } from '@/lib/server/check-everything'
import { readProjectFile, writeProjectFile } from '@/lib/server/project-files'

/** A file named by a document, as the door to files takes it: its folder and its name where it really lies. */
function placeOf(file: string, baseDir: string | undefined): { folder: string; name: string } {
  const real = allowedPath(file, baseDir)
  return { folder: dirname(real), name: basename(real) }
}

/**
 * Carries out a repair of something found in a file beside a document (score.py, a module, the conda file). The document is checked anew
 * first: what is written is the repair of the file as it is now. Throws `Studio.ProjectFileChanged` when the finding is gone, and as
 * writing a project's file does: `Studio.ProjectReadOnly`, `Studio.ProjectFileDenied`, `Studio.PathNotAllowed`.
 */
export async function repairFile(document: ChecksRequest, wanted: FileRepair): Promise<RepairedFile> {
  const { folder, name } = placeOf(wanted.file, document.baseDir)
  // Read before the check: a write in between makes the hash another one, and nothing is written.
  const before = await readProjectFile(folder, name)
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
  const { hash } = await writeProjectFile(folder, name, text, before.hash)
  return { file: wanted.file, before: before.text, hash }
}

/** Writes the text back that a repair replaced, unless the file was changed since (`Studio.ProjectFileChanged`). */
export async function undoRepair(repaired: RepairedFile, baseDir: string | undefined): Promise<void> {
  const { folder, name } = placeOf(repaired.file, baseDir)
  await writeProjectFile(folder, name, repaired.before, repaired.hash)
}
