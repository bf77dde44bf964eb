import 'server-only'
import type { ProjectDocument } from '@/lib/contract/project'
import { recogniseDocument } from '@/lib/domain/project/recognise-document'
import { ProblemError } from '@/lib/problems/problem'
import { listProjectFolder, readProjectFile } from '@/lib/server/project-files'

/** Deeper or more files than this are looked at when they are opened. */
const maxDepth = 3
const maxFolders = 60
const maxFiles = 120
const maxDocumentBytes = 262_144
const isYaml = /\.ya?ml$/i
/** Folders with YAML files of other tools. */
const notOurs = new Set(['node_modules', 'venv', 'site-packages', 'mlruns'])

/** Every YAML file of the project down to three levels, as paths; nearest first. */
async function yamlFiles(folder: string): Promise<string[]> {
  const found: string[] = []
  let level = ['']
  let folders = 0
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const below of level) {
      if (folders >= maxFolders || found.length >= maxFiles) return found
      folders += 1
      for (const entry of (await listProjectFolder(folder, below)).entries) {
        if (entry.kind === 'folder' && !entry.isLink && !notOurs.has(entry.name)) next.push(entry.path)
        else if (entry.kind === 'file' && isYaml.test(entry.name) && (entry.sizeBytes ?? 0) <= maxDocumentBytes) found.push(entry.path)
      }
    }
    level = next
  }
  return found.slice(0, maxFiles)
}

/** The texts of the YAML files, unsaved ones as they are in the editor. A file that cannot be read is left out: opening it says why. */
export async function yamlTexts(folder: string, overlays: Readonly<Record<string, string>> = {}): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const path of new Set([...(await yamlFiles(folder)), ...Object.keys(overlays).filter((name) => isYaml.test(name))])) {
    const overlay = overlays[path]
    if (overlay !== undefined) {
      texts.set(path, overlay)
      continue
    }
    try {
      texts.set(path, (await readProjectFile(folder, path)).text)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
    }
  }
  return texts
}

/** The files of the project that the product understands: endpoints first, then deployments, then the rest. */
export async function findDocuments(folder: string, overlays: Readonly<Record<string, string>> = {}): Promise<ProjectDocument[]> {
  return documentsIn(await yamlTexts(folder, overlays))
}

const order = { endpoint: 0, deployment: 1, model: 2, environment: 3, conda: 4 } as const

/** As findDocuments, of texts that were read already. */
export function documentsIn(texts: ReadonlyMap<string, string>): ProjectDocument[] {
  return [...texts]
    .flatMap(([path, text]) => {
      const found = recogniseDocument(path, text)
      return found ? [found] : []
    })
    .sort((a, b) => order[a.kind] - order[b.kind] || a.path.localeCompare(b.path))
}
