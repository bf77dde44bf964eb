/** Why a reference to an asset, or a change of one, is refused: in words that say what to do. Pure. */
import type { AssetReference } from '@/agent/assets/reference'
import { fieldProblem, refusal } from '@/agent/errors'
import type { AssetKind } from '@/lib/contract/arm/scope'
import type { Problem, ProblemError } from '@/lib/problems/problem'

export const singular: Record<AssetKind, string> = { models: 'model', environments: 'environment', codes: 'code' }

/** ResourceNotFound for an asset, or one version of it, that is not registered here. */
export function missing(kind: AssetKind, name: string, version?: string): ProblemError {
  const which = version === undefined ? name : `${name}:${version}`
  return refusal('notFound', `There is no ${singular[kind]} "${which}" here.`, { target: which })
}

/** Conflict for a change of what makes a version itself; `changed` are names of its properties. */
export function immutable(kind: AssetKind, name: string, version: string, changed: string[]): ProblemError {
  const details = changed.map((field) =>
    fieldProblem(
      `properties.${field}`,
      `properties.${field} of ${singular[kind]} ${name}:${version} cannot change.`,
      'Register a new version instead.',
    ),
  )
  // The literal text that azure-ai-ml recognises and explains in its own words.
  if (changed.some((field) => field.endsWith('Uri'))) return refusal('assetPathChanged', 'Asset paths cannot be updated.', { details })
  const message = `The ${singular[kind]} ${name}:${version} exists and its ${changed.join(', ')} cannot change. Register a new version instead.`
  return refusal('conflict', message, { target: `properties.${changed[0]}`, details })
}

/** Quoted for a shell only where that is needed, so that the commands read as a person would write them. */
const word = (text: string) => (/^[\w.:/@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The two commands that bring an asset of a registry here: one for Azure, one for this computer. */
function fromRegistry(kind: AssetKind, reference: Extract<AssetReference, { type: 'registry' }>): ProblemError {
  const { name, registry } = reference
  const version = reference.isLabel ? '1' : reference.version
  const inAzure = `--name ${word(name)} ${reference.isLabel ? '--label' : '--version'} ${word(reference.version)} --registry-name ${word(registry)}`
  const here = `azureml:${name}:${version}`
  // `az ml model download` takes no label.
  const download = reference.isLabel
    ? `az ml model download --name ${word(name)} --version $(az ml model show ${inAzure} --query version --output tsv) --registry-name ${word(registry)} --download-path .`
    : `az ml model download ${inAzure} --download-path .`
  const commands =
    kind === 'environments'
      ? [
          `Read it, signed in to Azure: az ml environment show ${inAzure}`,
          `Register it here with the image and the conda file that are shown, through Python: ml_client.environments.create_or_update(Environment(name=${JSON.stringify(name)}, version="${version}", image="…", conda_file="conda.yaml"))`,
        ]
      : [
          `Download it, signed in to Azure: ${download}`,
          `Register the folder here, through Python: ml_client.models.create_or_update(Model(name=${JSON.stringify(name)}, version="${version}", path=${JSON.stringify(`./${name}`)}))`,
        ]
  const details = commands.map((message): Problem => ({ code: 'Agent.RegistryAsset', message, origin: 'input', retryable: false }))
  const which = `${name}${reference.isLabel ? '@' : ':'}${reference.version}`
  return refusal(
    'registryAsset',
    `The ${singular[kind]} ${which} lies in the registry "${registry}", which exists in Azure only. Register it on this computer and name it ${here}.`,
    { details },
  )
}

/** Why a reference that names no registered version leads nowhere; `text` is the reference as it was sent. */
export function unresolved(kind: AssetKind, reference: AssetReference, text: string): ProblemError {
  if (reference.type === 'registry') return fromRegistry(kind, reference)
  if (reference.type === 'elsewhere')
    return refusal('notFound', `"${text}" is ${reference.what}; it exists in Azure only.`, { target: text })
  if (reference.type !== 'version' && reference.type !== 'latest')
    return refusal('notFound', `"${text}" names no ${singular[kind]}.`, { target: text })
  if (/^AzureML-/i.test(reference.name)) {
    return refusal('notFound', `The curated environment "${reference.name}" exists in Azure only. Use an image and a conda file instead.`, {
      target: text,
    })
  }
  return missing(kind, reference.name, reference.type === 'version' ? reference.version : undefined)
}
