/** The calculator's plan in the address: `blue.Standard_DS3_v2.1-3~green.Standard_F4s_v2.2`. */
import type { PlannedDeployment } from '@/lib/domain/quota/demand'

const most = 20
const largestCount = 1000

const count = (text: string): number | undefined => {
  const value = Number(text)
  return Number.isInteger(value) && value >= 1 && value <= largestCount ? value : undefined
}
/** What may stand in the address unescaped and is no separator. */
const plain = (text: string): string => text.replace(/[^\w-]/g, '').slice(0, 64)

export function formatPlan(plan: readonly PlannedDeployment[]): string {
  return plan
    .map(({ name, instanceType, instances, maxInstances }) =>
      [plain(name), plain(instanceType), maxInstances === undefined ? instances : `${instances}-${maxInstances}`].join('.'),
    )
    .join('~')
}

/** What cannot be read is left out; `undefined` when nothing is left. */
export function parsePlan(text: string | null): PlannedDeployment[] | undefined {
  const plan = (text ?? '')
    .split('~')
    .slice(0, most)
    .flatMap((part): PlannedDeployment[] => {
      const [name = '', instanceType = '', range = ''] = part.split('.')
      const [least, largest] = range.split('-')
      const instances = count(least ?? '')
      if (instanceType === '' || instances === undefined) return []
      const maxInstances = largest === undefined ? undefined : count(largest)
      return [{ name: plain(name), instanceType: plain(instanceType), instances, ...(maxInstances === undefined ? {} : { maxInstances }) }]
    })
  return plan.length > 0 ? plan : undefined
}

/** The first of blue, green, then numbered, that no line has. */
export function freeName(plan: readonly PlannedDeployment[]): string {
  const taken = new Set(plan.map((one) => one.name.toLowerCase()))
  const names = ['blue', 'green', ...Array.from({ length: most }, (_, index) => `deployment-${index + 3}`)]
  return names.find((name) => !taken.has(name)) ?? 'deployment'
}
