import type { Finding } from '@/lib/contract/finding'
import { errorAt, warningAt } from '@/lib/domain/checks/check'
import { parseAssetReference } from '@/lib/domain/convert/references'
import { writeRepair } from '@/lib/domain/convert/schema-repairs'
import { nearestWord } from '@/lib/domain/spelling/nearest'

/** What a computer has registered under one name. */
export interface RegisteredHere {
  /** Newest first; empty when the name is not known. */
  versions: readonly string[]
  latest?: string
  /** Other names, for a name that is not known. */
  others: readonly { name: string; latest: string }[]
}

const shown = 5

/**
 * A reference to a model or environment this computer does not have. A warning, as the file may be meant for Azure, where it exists;
 * deployed here it is refused.
 */
export function checkRegistered(key: 'model' | 'environment', written: string, here: RegisteredHere): Finding[] {
  const reference = parseAssetReference(written)
  if (reference?.form !== 'version' && reference?.form !== 'label') return []
  const { name } = reference
  const wanted = reference.form === 'version' ? reference.version : reference.label
  const isThere = reference.form === 'version' ? here.versions.includes(wanted) : here.versions.length > 0
  if (isThere) return []
  const instead = here.versions.length > 0 ? here.latest && { name, latest: here.latest } : nearestOf(name, here.others)
  const better = instead && `azureml:${instead.name}:${instead.latest}`
  const has = here.versions.slice(0, shown).join(', ')
  return [
    {
      ...warningAt(
        [key],
        'asset-exists',
        here.versions.length > 0
          ? `${key}: ${name} has no version ${wanted} on this computer; it has ${has}${here.versions.length > shown ? ', …' : ''}.`
          : `${key}: nothing is registered as ${name} on this computer.`,
        better ? `Write ${better}.` : `Register the ${key} first, or describe it in this file.`,
      ),
      stage: 'files',
      values: { name, version: wanted, has, better: better ?? '' },
      ...(better ? { repairs: [writeRepair([key], better)] } : {}),
    },
  ]
}

function nearestOf(name: string, others: RegisteredHere['others']): RegisteredHere['others'][number] | undefined {
  const near = nearestWord(
    name,
    others.map((one) => one.name),
  )
  return others.find((one) => one.name === near)
}

/** A managed deployment of a Kubernetes endpoint, or the other way round. Doc: reference-yaml-deployment-managed-online, "type". */
export function checkEndpointKind(
  compute: 'managed' | 'kubernetes',
  endpoint: { name: string; compute: 'managed' | 'kubernetes' },
): Finding[] {
  if (compute === endpoint.compute) return []
  return [
    {
      ...errorAt(
        ['type'],
        'endpoint-kind',
        `type: this is a ${compute} deployment, but the endpoint ${endpoint.name} is ${endpoint.compute}.`,
        `Write type: ${endpoint.compute}, or name another endpoint.`,
      ),
      values: { kind: compute, endpoint: endpoint.name, compute: endpoint.compute },
      repairs: [writeRepair(['type'], endpoint.compute, `type: ${endpoint.compute}`)],
    },
  ]
}
