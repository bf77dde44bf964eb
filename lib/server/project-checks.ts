import 'server-only'
import { join } from 'node:path'
import type { Finding } from '@/lib/contract/finding'
import type { ProjectCheck, ProjectDocument, ProjectFinding } from '@/lib/contract/project'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { folderOf, nameOf, relativeFrom, resolveIn } from '@/lib/domain/project/project-paths'
import { checkDeploymentFiles } from '@/lib/server/deployment-files'
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
  if (kind === 'conda') return loadYaml(text).findings
  const baseDir = join(root, folderOf(path))
  const { findings } = checkYaml(text, { kind })
  void overlays
  return kind === 'deployment' ? [...findings, ...checkDeploymentFiles(text, baseDir)] : findings
}

/** Where the finding is, inside the project; one in a file outside stays with the document that names it. */
function placed(document: ProjectDocument, finding: Finding): ProjectFinding {
  if (finding.file === undefined) return { ...finding, file: document.path }
  const file = resolveIn(folderOf(document.path), finding.file)
  return file === undefined ? { ...finding, file: document.path, line: undefined, column: undefined } : { ...finding, file }
}

/** Two deployments with one script find the same in it. */
function withoutDoubles(findings: readonly ProjectFinding[]): ProjectFinding[] {
  const seen = new Set<string>()
  return findings.filter(({ file, rule, line, column, message }) => {
    const key = JSON.stringify([file, rule, line, column, message])
    return seen.has(key) ? false : seen.add(key)
  })
}
