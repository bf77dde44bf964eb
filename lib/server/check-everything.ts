import 'server-only'
import { join } from 'node:path'
import type { ChecksRequest, ModelJoin } from '@/lib/contract/checks'
import type { Finding } from '@/lib/contract/finding'
import type { CheckContext } from '@/lib/domain/checks/check'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { checkWithFiles } from '@/lib/domain/checks/check-with-files'
import { checkConda } from '@/lib/domain/checks/conda-file'
import { checkEndpointKind, checkRegistered } from '@/lib/domain/checks/registered-here'
import { computeKind } from '@/lib/domain/convert/detect-kind'
import { loadYaml, placeFindings } from '@/lib/domain/convert/load-yaml'
import { parseAssetReference } from '@/lib/domain/convert/references'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { readScript } from '@/lib/script-lint/read-script'
import { localFindings, viewFrom } from '@/lib/server/deployment-files'
import { studioEnv } from '@/lib/server/env'
import { type LiveFacts, liveFacts } from '@/lib/server/measured'
import { quotaFacts } from '@/lib/server/quota-facts'
import { registeredHere, registeredTree } from '@/lib/server/registered-tree'

/**
 * All that can be said about a document before anything is built: loading, schema, rules, and the files it names, with positions.
 * Paths that may not be read are findings; nothing is executed. Never throws for what the document holds.
 */
export const checkEverything = async (request: ChecksRequest): Promise<Finding[]> => (await checkAll(request)).findings

/** The same, with what the scripts join to AZUREML_MODEL_DIR. */
export async function checkAll(request: ChecksRequest): Promise<{ findings: Finding[]; joins: ModelJoin[] }> {
  const { kind, text, baseDir, endpoint, overlays } = request
  const joins: ModelJoin[] = []
  if (kind === 'conda') return { findings: checkConda({ text }, { path: [], needsServer: false }), joins }
  const known: Known = kind === 'deployment' ? await knownOf(text, endpoint) : { context: kind === 'endpoint' ? await quotaFacts() : {} }
  const checked = checkYaml(text, { kind, context: known.context })
  if (!isRecord(checked.data)) return { findings: checked.findings, joins }
  const first = kind === 'deployment' ? localFindings(checked.data, baseDir) : []
  const taken = new Set(first.map((finding) => finding.path.join('.')))
  const registered = kind === 'deployment' ? await registeredTree(checked.data.model) : undefined
  if (kind === 'deployment') {
    first.push(...(await registeredFindings(checked.data)))
    if (known.endpoint) first.push(...checkEndpointKind(computeKind(checked.data), known.endpoint))
  }
  const found = await checkWithFiles(kind, checked.data, {
    view: viewFrom(baseDir, overlays),
    ...(known.resolved === undefined ? {} : { resolved: known.resolved }),
    model: { ...(registered ? { registered } : {}), onJoins: (more) => joins.push(...more) },
    readScript: (script, options) => readScript(script, { ...options, pythons: join(studioEnv().layout.cache, 'python') }),
  })
  const rest = found.filter((finding) => finding.file !== undefined || !taken.has(finding.path.join('.')))
  return { findings: [...checked.findings, ...placeFindings([...first, ...rest], checked)], joins }
}

/** Of the models and environments a deployment names: those this computer does not have. */
async function registeredFindings(data: Readonly<Record<string, unknown>>): Promise<Finding[]> {
  const found = (['model', 'environment'] as const).map(async (key) => {
    const written = data[key]
    const reference = typeof written === 'string' ? parseAssetReference(written) : undefined
    if (typeof written !== 'string' || (reference?.form !== 'version' && reference?.form !== 'label')) return []
    const here = await registeredHere(key === 'model' ? 'models' : 'environments', reference.name)
    return here ? checkRegistered(key, written, here) : []
  })
  return (await Promise.all(found)).flat()
}

type Known = Omit<LiveFacts, 'context'> & { context: CheckContext }

/** What the rules of a deployment may know: free cores, the endpoint it is meant for, the deployment as it runs. */
async function knownOf(text: string, endpoint: string | undefined): Promise<Known> {
  const { data } = loadYaml(text)
  const named = (key: string) => (isRecord(data) && typeof data[key] === 'string' ? data[key] : undefined)
  const meant = endpoint ?? named('endpoint_name')
  const [quota, { context, ...live }] = await Promise.all([
    quotaFacts(),
    meant === undefined ? ({ context: {} } satisfies LiveFacts) : liveFacts(meant, named('name')),
  ])
  return {
    ...live,
    // The one connection of the studio.
    context: {
      runsHere: true,
      ...(endpoint === undefined ? {} : { endpointName: endpoint }),
      ...quota,
      ...context,
    },
  }
}

/** Whether the answer may change by an edit on the disk alone. */
export function looksAtFiles({ kind }: ChecksRequest): boolean {
  return kind !== 'endpoint' && kind !== 'conda'
}
