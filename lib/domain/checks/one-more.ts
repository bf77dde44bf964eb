/** Whether what is written would be one more of what limits count: what it would stand beside is known, and it is not among it. */
import type { CheckFacts } from '@/lib/domain/checks/check'
import { isSameName } from '@/lib/domain/names/names'

const isAmong = (names: readonly string[], name: string | undefined) =>
  name !== undefined && names.some((existing) => isSameName(existing, name))

export const isOneMoreEndpoint = ({ occupied }: CheckFacts, name: string | undefined): boolean =>
  occupied !== undefined &&
  !isAmong(
    occupied.map((one) => one.name),
    name,
  )

/** The endpoint by name, as far as it exists: one that does not has no deployments yet. */
export function isOneMoreDeployment(
  { occupied, deploymentNames }: CheckFacts,
  name: string | undefined,
  endpoint: string | undefined,
): boolean {
  if (!occupied || endpoint === undefined) return false
  if (!occupied.some((one) => isSameName(one.name, endpoint))) return true
  return deploymentNames !== undefined && !isAmong(deploymentNames, name)
}
