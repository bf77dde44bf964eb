import { armTemplate } from '@/lib/domain/export/arm-template'
import { assetNotes, azScript } from '@/lib/domain/export/az-script'
import { bicep } from '@/lib/domain/export/bicep'
import { curlScript } from '@/lib/domain/export/curl-script'
import { kserve } from '@/lib/domain/export/kserve'
import { pythonScript } from '@/lib/domain/export/python-script'
import type { ExportFile, ExportFiles, ExportSource } from '@/lib/domain/export/source'

/** The files as given, texts untouched. */
function yamlFiles(source: ExportSource): ExportFile[] {
  const { endpoint, deployments, files } = source
  const named = [endpoint, ...deployments].map(({ fileName, text }) => ({ name: fileName, text }))
  const others = Object.entries(files).flatMap(([name, text]) => (named.some((each) => each.name === name) ? [] : [{ name, text }]))
  return [...named, ...others].map((file, index) =>
    index === 0 ? { ...file, notes: [{ id: 'yamlAsGiven' as const }, ...assetNotes(source)] } : file,
  )
}

/**
 * A source in every format: format → its files, the first of them the one a person reads. Pure; nothing is fetched, no key is part of a text.
 * @throws ProblemError BadArgument when the YAML cannot be written as a request (it would be refused on deployment, too)
 */
export function exportFiles(source: ExportSource): ExportFiles {
  return {
    az: azScript(source),
    python: pythonScript(source),
    curl: curlScript(source),
    arm: armTemplate(source),
    bicep: bicep(source),
    kserve: source.deployments.length === 0 ? [] : kserve(source),
    yaml: yamlFiles(source),
  }
}
