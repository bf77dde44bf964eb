// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's own syntax.
/** A script of plain REST requests: token, PUT, and following each operation to its end. */
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import { deploymentToArm } from '@/lib/domain/convert/deployment'
import { endpointToArm } from '@/lib/domain/convert/endpoint'
import { environmentToArm } from '@/lib/domain/convert/environment'
import { modelToArm } from '@/lib/domain/convert/model'
import { isRemotePath } from '@/lib/domain/convert/references'
import { resourceApiVersion } from '@/lib/domain/export/arm-template'
import { codeOf, condaTextOf, environmentOf, modelOf } from '@/lib/domain/export/assets-of'
import { assetNotes, settingLines } from '@/lib/domain/export/az-script'
import { commentText, shellWord } from '@/lib/domain/export/quote'
import { type ExportDocument, type ExportFile, type ExportSource, fileStem, sharesOf } from '@/lib/domain/export/source'

/** A text that stands for a shell variable inside JSON and occurs nowhere else in it. */
function markFor(source: ExportSource, name: string): string {
  const all = [source.endpoint.text, ...source.deployments.map(({ text }) => text), ...Object.values(source.files)].join('\n')
  let mark = `@@${name}@@`
  while (all.includes(mark)) mark = `@${mark}@`
  return mark
}

interface Variable {
  mark: string
  /** As it stands in the shell: `"$workspace"`. */
  shell: string
}

/** JSON as one word of the shell, variables in the places of their marks. */
function jsonWord(value: unknown, variables: readonly Variable[]): string {
  let words = [shellQuoted(JSON.stringify(value))]
  for (const { mark, shell } of variables) words = words.map((word) => word.split(mark).join(`'${shell}'`))
  return words.join('')
}

/** Always in quotes: marks are replaced inside. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

interface Step {
  /** Lines before the request. */
  before: string[]
  comment: string
  path: string
  body: unknown
}

interface Parts {
  steps: Step[]
  variables: Variable[]
  /** Local paths that must be uploaded before. */
  needed: string[]
}

const encoded = (name: string) => encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\ufffd'))

function deploymentParts(source: ExportSource, document: ExportDocument<DeploymentYaml>, index: number, workspaceId: string): Parts {
  const { yaml, name } = document
  const parts: Parts = { steps: [], variables: [], needed: [] }
  const stem = `${fileStem(source.endpoint.name)}-${fileStem(name)}`
  /** The address of uploaded files, from the environment. */
  const uriOf = (what: string, path: string): string => {
    const variable = `${what.toUpperCase()}_URI_${index + 1}`
    const mark = markFor(source, variable)
    parts.variables.push({ mark, shell: `"$${variable}"` })
    parts.needed.push(
      `: "\${${variable}:?set ${variable} to where the files of deployment ${index + 1} (${what}) were uploaded to}"  # ${commentText(path)}`,
    )
    return mark
  }
  const put = (kind: string, what: string, body: unknown): string => {
    const id = `${workspaceId}/${kind}/${encoded(`${stem}-${what}`)}/versions/1`
    parts.steps.push({ before: [], comment: `${what} of ${name}`, path: `/${kind}/${encoded(`${stem}-${what}`)}/versions/1`, body })
    return id
  }
  const ids: { modelId?: string; codeId?: string; environmentId?: string } = {}
  const model = modelOf(yaml)
  if (model && model.form !== 'reference') {
    const modelUri = model.form === 'remote' ? model.path : uriOf('model', model.path)
    ids.modelId = put('models', 'model', modelToArm(model.yaml, { modelUri }))
  }
  const code = codeOf(yaml)
  if (code?.form === 'local') ids.codeId = put('codes', 'code', { properties: { codeUri: uriOf('code', code.path) } })
  const environment = environmentOf(yaml)
  if (environment?.form === 'inline') {
    const { conda_file: conda, build } = environment.yaml
    const condaText = typeof conda === 'string' ? (condaTextOf(source, document, conda) ?? uriOf('conda', conda)) : undefined
    const contextUri = build ? (isRemotePath(build.path) ? build.path : uriOf('context', build.path)) : undefined
    ids.environmentId = put(
      'environments',
      'env',
      environmentToArm(environment.yaml, {
        ...(condaText === undefined ? {} : { condaText }),
        ...(contextUri === undefined ? {} : { contextUri }),
      }),
    )
  }
  const type = yaml.type ?? (source.endpoint.yaml.compute === undefined ? 'managed' : 'kubernetes')
  parts.steps.push({
    before: [],
    comment: `Deployment ${name}`,
    path: `/onlineEndpoints/${encoded(source.endpoint.name)}/deployments/${encoded(name)}`,
    body: deploymentToArm({ ...yaml, type }, { ...ids, workspaceId, location: markFor(source, 'location') }),
  })
  return parts
}

const functions = [
  'arm="${AZUREML_DEV_URL_MFE:-https://management.azure.com}"',
  'if [ -n "${AZUREML_DEV_URL_MFE:-}" ]; then',
  '  token="${AGENT_TOKEN:?set AGENT_TOKEN to the token of the agent}"',
  'else',
  '  token="$(az account get-access-token --resource https://management.azure.com --query accessToken --output tsv)"',
  'fi',
  `version=${resourceApiVersion}`,
  'answer="$(mktemp)"',
  'headers="$(mktemp)"',
  'status_pattern=\'"status"[[:space:]]*:[[:space:]]*"([A-Za-z]*)"\'',
  'trap \'rm -f "$answer" "$headers"\' EXIT',
  '',
  '# send METHOD PATH [BODY]: sets $status; the answer is in the file $answer. The token is on no command line.',
  'send() {',
  '  status="$(printf \'header = "Authorization: Bearer %s"\\n\' "$token" | curl --silent --show-error --config - --request "$1" \\',
  '    ${REQUESTS_CA_BUNDLE:+--cacert "$REQUESTS_CA_BUNDLE"} --noproxy "127.0.0.1,localhost" \\',
  '    --header "Content-Type: application/json" --dump-header "$headers" --output "$answer" --write-out "%{http_code}" \\',
  '    ${3+--data-binary "$3"} "$2")"',
  '}',
  '',
  '# put PATH BODY: creates or replaces, and waits until the operation has ended.',
  'put() {',
  '  send PUT "$arm$workspace_id$1?api-version=$version" "$2"',
  '  case "$status" in 2*) ;; *) cat "$answer" >&2; echo >&2; exit 1 ;; esac',
  '  local operation state',
  '  operation="$(sed -n \'s/^[Aa]zure-[Aa]sync[Oo]peration: *\\([^[:space:]]*\\).*/\\1/p\' "$headers" | tail -n 1)"',
  '  if [ -z "$operation" ]; then return; fi',
  '  while :; do',
  '    send GET "$operation"',
  '    if [[ "$(cat "$answer")" =~ $status_pattern ]]; then state="${BASH_REMATCH[1]}"; else state=; fi',
  '    case "$state" in',
  '      Succeeded) return ;;',
  '      Failed | Canceled) cat "$answer" >&2; echo >&2; exit 1 ;;',
  '    esac',
  '    sleep "${POLL_SECONDS:-5}"',
  '  done',
  '}',
]

/** The script. Files are not uploaded by it: what is only a path must be uploaded first, and the script asks for its address. */
export function curlScript(source: ExportSource): ExportFile[] {
  const { endpoint, deployments, local } = source
  const workspaceMark = markFor(source, 'workspace')
  const variables: Variable[] = [
    { mark: workspaceMark, shell: '"$workspace_id"' },
    { mark: markFor(source, 'location'), shell: '"$location"' },
  ]
  const parts = deployments.map((each, index) => deploymentParts(source, each, index, workspaceMark))
  const { traffic, mirror_traffic: mirror, ...rest } = endpoint.yaml
  const target = { workspaceId: workspaceMark, location: markFor(source, 'location') }
  const shares = { traffic: Object.fromEntries(sharesOf(traffic)), mirror_traffic: Object.fromEntries(sharesOf(mirror)) }
  const first = endpointToArm(rest, target)
  const last = endpointToArm({ ...rest, ...shares }, target)
  const identity = { identity: first.identity ?? { type: 'SystemAssigned' } }
  const all = [...variables, ...parts.flatMap((each) => each.variables)]
  const needed = parts.flatMap((each) => each.needed)
  const path = shellWord(`/onlineEndpoints/${encoded(endpoint.name)}`)
  const lines = [
    '#!/usr/bin/env bash',
    `# Creates the online endpoint ${commentText(endpoint.name)} with its deployments, or brings an existing one up to date, by REST alone.`,
    '# In Azure: sign in (az login) and set the variables below.',
    ...(local
      ? [
          '# For this computer, set these first; nothing of your sign-in to Azure is sent then:',
          `#   export AZUREML_DEV_URL_MFE=${shellWord(local.agentUrl)}`,
          `#   export REQUESTS_CA_BUNDLE=${commentText(shellWord(local.caPem))}`,
          `#   export AGENT_TOKEN="$(cat ${commentText(shellWord(local.agentToken))})"`,
        ]
      : []),
    'set -euo pipefail',
    '',
    ...(local
      ? [
          'if [ -n "${AZUREML_DEV_URL_MFE:-}" ]; then',
          ...settingLines(source).map((line) => `  ${line}`),
          '  location="${LOCATION:-local}"',
          'else',
        ]
      : []),
    ...settingLines(local ? { target: {} } : source).map((line) => (local ? `  ${line}` : line)),
    `${local ? '  ' : ''}location="\${LOCATION:?set LOCATION to the region of the workspace}"`,
    ...(local ? ['fi'] : []),
    'workspace_id="/subscriptions/$subscription/resourceGroups/$group/providers/Microsoft.MachineLearningServices/workspaces/$workspace"',
    ...needed,
    '',
    ...functions,
    '',
    '# An endpoint that exists keeps its traffic until its deployments are done.',
    `send GET "$arm$workspace_id"${path}"?api-version=$version"`,
    'existed="$status"',
    'if [ "$existed" = 404 ]; then',
    `  put ${path} ${jsonWord({ ...first, ...identity }, all)}`,
    'fi',
    ...parts.flatMap(({ steps }) =>
      steps.flatMap((step) => ['', `# ${commentText(step.comment)}`, `put ${shellWord(step.path)} ${jsonWord(step.body, all)}`]),
    ),
    '',
    ...(sharesOf(traffic).length + sharesOf(mirror).length > 0
      ? ['# Traffic and mirroring last: they name deployments, which must exist.', `put ${path} ${jsonWord({ ...last, ...identity }, all)}`]
      : ['if [ "$existed" != 404 ]; then', `  put ${path} ${jsonWord({ ...first, ...identity }, all)}`, 'fi']),
    `send GET "$arm$workspace_id"${path}"?api-version=$version"`,
    'cat "$answer"',
    'echo',
  ]
  return [
    {
      name: 'deploy-with-curl.sh',
      text: `${lines.join('\n')}\n`,
      notes: [
        { id: 'curlToken' },
        ...(needed.length > 0 ? [{ id: 'curlRegistered' as const }] : []),
        ...assetNotes(source).filter(({ id }) => id === 'anonymousAssets'),
      ],
    },
  ]
}
