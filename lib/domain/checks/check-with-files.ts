import { type Finding, shortPath } from '@/lib/contract/finding'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { type CondaContents, checkConda, condaSource } from '@/lib/domain/checks/conda-file'
import { checkFiles, checkScriptOutline, type FileView } from '@/lib/domain/checks/files'
import { checkScriptFile, type ModelDoors, type ReadScript } from '@/lib/domain/checks/script-file'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import type { EnvironmentContext } from '@/lib/domain/environment-lint/environment-lint'

/** The two ways out of the rules: to files, and to Python's parser. */
export interface FileDoors {
  view: FileView
  readScript: ReadScript
  /** Versions resolved the last time, by canonical name: offered as pins. */
  resolved?: EnvironmentContext['resolved']
  model?: ModelDoors
}

type Document = Readonly<Record<string, unknown>>

/**
 * All checks that need the files a document names: they exist, the environment can be built and holds what is imported, the script fits
 * the server and finds the model. Works on any mapping, so it runs also while other rules complain. Nothing is executed.
 */
export async function checkWithFiles(
  kind: DocumentKind,
  document: Document,
  { view, readScript, resolved, model }: FileDoors,
): Promise<Finding[]> {
  const findings = checkFiles(kind, document, view)
  const environment = kind === 'environment' ? document : document.environment
  const base = kind === 'environment' ? [] : ['environment']
  const conda = isRecord(environment) ? condaOf(environment, base, view) : undefined
  if (conda) {
    const known = resolved === undefined ? {} : { resolved }
    findings.push(...checkConda(conda.contents, { ...conda.context, ...needs(kind, document, environment), ...known }))
  }
  if (kind !== 'deployment') return findings
  const source = conda && { source: condaSource(conda.contents), name: shortPath(conda.context.file ?? 'conda_file') }
  const inScript = await checkScriptFile(document, source, view, readScript, model)
  // Without Python the outline has to do.
  const outline = inScript.some(({ rule }) => rule === 'script-no-python') ? checkScriptOutline(document, view) : []
  return [...findings, ...outline, ...inScript]
}

/** The conda contents of an environment that is described here. */
function condaOf(
  { conda_file: conda, build }: Document,
  base: (string | number)[],
  view: FileView,
): { contents: CondaContents; context: Pick<EnvironmentContext, 'path' | 'file' | 'isInline'> } | undefined {
  if (build !== undefined) return undefined
  const path = [...base, 'conda_file']
  if (isRecord(conda)) return { contents: { data: conda }, context: { path, isInline: true } }
  if (typeof conda !== 'string' || view.kind(conda) !== 'file') return undefined
  const text = view.text(conda)
  return text === undefined ? undefined : { contents: { text }, context: { path, file: conda.replace(/^\.\//, '') } }
}

function needs(kind: DocumentKind, document: Document, environment: unknown): Pick<EnvironmentContext, 'needsServer' | 'needsMonitoring'> {
  const routes = isRecord(environment) ? environment.inference_config : undefined
  const code = isRecord(document.code_configuration)
  const needsServer = kind === 'deployment' && code && routes === undefined
  const collections = isRecord(document.data_collector) ? document.data_collector.collections : undefined
  const own = isRecord(collections) ? Object.keys(collections).filter((name) => !/^(request|response)$/i.test(name)) : []
  if (kind === 'deployment' && own.length > 0 && code) return { needsServer, needsMonitoring: 'collector' }
  const mlflow = isRecord(document.model) && String(document.model.type).toLowerCase() === 'mlflow_model'
  return {
    needsServer,
    ...(kind === 'deployment' && mlflow && !code && routes === undefined ? { needsMonitoring: 'mlflow' as const } : {}),
  }
}
