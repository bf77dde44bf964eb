import type { Finding } from '@/lib/contract/finding'
import { type DeploymentCheck, errorAt } from '@/lib/domain/checks/check'

const units: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
}

/** A Kubernetes quantity as a number; undefined when it is none. */
export function parseQuantity(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)([a-zA-Z]*)$/.exec(text.trim())
  const factor = match && Object.hasOwn(units, match[2] ?? '') ? units[match[2] ?? ''] : undefined
  return match?.[1] === undefined || factor === undefined ? undefined : Number(match[1]) * factor
}

/** Quantities are well formed, GPUs whole, requests not above limits. */
export const checkResources: DeploymentCheck = (deployment) => {
  const findings: Finding[] = []
  const { requests, limits } = deployment.resources ?? {}
  for (const [side, amounts] of [['requests', requests] as const, ['limits', limits] as const]) {
    for (const key of ['cpu', 'memory', 'nvidia.com/gpu'] as const) {
      const text = amounts?.[key]
      if (text === undefined) continue
      const amount = parseQuantity(text)
      const path = ['resources', side, key]
      if (amount === undefined)
        findings.push({
          ...errorAt(
            path,
            'quantity',
            `resources.${side}.${key} is ${text}, which is no Kubernetes quantity.`,
            key === 'memory' ? 'Write for example 500Mi or 1Gi.' : 'Write for example 0.5, 500m or 2.',
          ),
          values: { value: text, example: key === 'memory' ? '500Mi, 1Gi' : '0.5, 500m, 2' },
        })
      else if (key === 'nvidia.com/gpu' && !Number.isInteger(amount))
        findings.push({
          ...errorAt(path, 'quantity', `resources.${side}.${key} is ${text}; only whole GPUs are possible.`, 'Write a whole number.'),
          values: { value: text, example: '1, 2' },
        })
      else if (side === 'requests') {
        const limit = limits?.[key] === undefined ? undefined : parseQuantity(limits[key])
        if (limit !== undefined && amount > limit)
          findings.push({
            ...errorAt(
              path,
              'resources-range',
              `resources.requests.${key} is ${text}, more than the limit of ${limits?.[key]}.`,
              'Lower the request or raise the limit.',
            ),
            values: { value: text, limit: limits?.[key] ?? '' },
          })
      }
    }
  }
  return findings
}
