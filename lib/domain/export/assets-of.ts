/** Which model, code and environment a deployment uses, and where each comes from. */
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import type { InlineEnvironmentYaml } from '@/lib/contract/yaml/environment'
import type { InlineModelYaml } from '@/lib/contract/yaml/model'
import { isRemotePath, looksLikeReference } from '@/lib/domain/convert/references'
import { type ExportDocument, type ExportSource, pathBeside } from '@/lib/domain/export/source'

/** `reference`: registered; `remote`: an address in the cloud; `local`: a path beside the YAML file. */
export type ModelUse = { form: 'reference'; text: string } | { form: 'remote' | 'local'; path: string; yaml: InlineModelYaml }
export type CodeUse = { form: 'reference'; text: string } | { form: 'local'; path: string }
export type EnvironmentUse = { form: 'reference'; text: string } | { form: 'inline'; yaml: InlineEnvironmentYaml }

export function modelOf({ model }: DeploymentYaml): ModelUse | undefined {
  if (model === undefined) return undefined
  if (typeof model === 'string') {
    if (looksLikeReference(model)) return { form: 'reference', text: model }
    return { form: isRemotePath(model) ? 'remote' : 'local', path: model, yaml: { path: model } }
  }
  return { form: isRemotePath(model.path) ? 'remote' : 'local', path: model.path, yaml: model }
}

export function codeOf({ code_configuration: code }: DeploymentYaml): CodeUse | undefined {
  if (code?.code === undefined) return undefined
  return looksLikeReference(code.code) ? { form: 'reference', text: code.code } : { form: 'local', path: code.code }
}

export function environmentOf({ environment }: DeploymentYaml): EnvironmentUse | undefined {
  if (environment === undefined) return undefined
  return typeof environment === 'string' ? { form: 'reference', text: environment } : { form: 'inline', yaml: environment }
}

/** Paths that are beside the YAML file, as it writes them: what a script must be able to upload. */
export function localPathsOf({ yaml }: ExportDocument<DeploymentYaml>): string[] {
  const model = modelOf(yaml)
  const code = codeOf(yaml)
  const environment = environmentOf(yaml)
  const inline = environment?.form === 'inline' ? environment.yaml : undefined
  return [
    ...(model?.form === 'local' ? [model.path] : []),
    ...(code?.form === 'local' ? [code.path] : []),
    ...(typeof inline?.conda_file === 'string' ? [inline.conda_file] : []),
    ...(inline?.build && !isRemotePath(inline.build.path) ? [inline.build.path] : []),
  ]
}

/** Text of the conda file an inline environment names; undefined when it is not among the files. */
export function condaTextOf(source: ExportSource, document: ExportDocument<DeploymentYaml>, path: string): string | undefined {
  const key = pathBeside(document.fileName, path)
  return key !== undefined && Object.hasOwn(source.files, key) ? source.files[key] : undefined
}

/** True for names the SDK and the studio give to what a deployment uploads: only this workspace has them. */
export function isAnonymousName(reference: string): boolean {
  return /^azureml:(?:[0-9a-f]{32}|[0-9a-f]{64}|CliV2AnonymousEnvironment|[0-9a-f]{8}-[0-9a-f-]{27}):/i.test(reference)
}

/** References of this kind in a source. */
export function anonymousReferences(source: ExportSource): string[] {
  const found = source.deployments.flatMap(({ yaml }) => {
    const uses = [modelOf(yaml), codeOf(yaml), environmentOf(yaml)]
    return uses.flatMap((use) => (use?.form === 'reference' && isAnonymousName(use.text) ? [use.text] : []))
  })
  return [...new Set(found)]
}
