/** Quota and VM sizes: in Azure's words below `…/locations/{l}`, and in ours below `/_scorepoint/quota`. */
import { availableParallelism, totalmem } from 'node:os'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import { readBody } from '@/agent/routes/request-body'
import { quotaUpdateSchema, type UpdatedQuotas } from '@/lib/contract/arm/quota'
import { armProvider, localLocation } from '@/lib/contract/arm/scope'
import { maxQuotaCores, type QuotaReport, quotaSettingsSchema } from '@/lib/contract/quota'
import { familyName, familyUses, usedCores } from '@/lib/domain/quota/usage'
import { skuFamilies, skus } from '@/lib/domain/skus/skus'

/** All families together, as the service calls it. */
const totalName = 'totalDedicatedCores'

/** `standardDSv2Family` → `Standard DSv2 Family Cluster Dedicated vCPUs`, the words of the service's lists. */
function localizedFamily(family: string): string {
  const core = family.replace(/^standard\s*/i, '').replace(/\s*Family$/i, '')
  return `Standard ${core} Family Cluster Dedicated vCPUs`
}

/** Handlers of `…/locations/{l}/{usages,quotas,updateQuotas,vmSizes}` and of `/_scorepoint/quota`. */
export function quotaRoutes({ control: { quota } }: AgentDeps) {
  /** Of families in use or with a limit of their own first, then the rest; nothing while no quota is simulated. */
  function rows() {
    const settings = quota.settings()
    if (!settings.enabled) return []
    const { families, all } = familyUses(settings, usedCores(quota.holders()))
    return [
      { value: totalName, localizedValue: 'Total Cluster Dedicated Regional vCPUs', used: all.used, limit: all.limit },
      ...families.map(({ family, used, limit }) => ({ value: family, localizedValue: localizedFamily(family), used, limit })),
    ]
  }
  const address = (c: AgentContext, kind: string, name: string) =>
    `/subscriptions/${param(c, 'subscription')}/providers/${armProvider}/locations/${localLocation}/${kind}/${name}`
  const constant = { amlWorkspaceLocation: localLocation, unit: 'Count' as const }

  const usages: Handler = (c) =>
    c.json({
      value: rows().map(({ value, localizedValue, used, limit }) => ({
        id: address(c, 'usages', value),
        type: `${armProvider}/usages`,
        ...constant,
        currentValue: used,
        limit,
        name: { value, localizedValue },
      })),
    })

  const quotas: Handler = (c) =>
    c.json({
      value: rows().map(({ value, localizedValue, limit }) => ({
        id: address(c, 'quotas', value),
        type: `${armProvider}/workspaces/quotas`,
        ...constant,
        limit,
        name: { value, localizedValue },
      })),
    })

  /** One answer per entry, as the service gives them: a wrong name spoils its own entry only. */
  const updateQuotas: Handler = async (c) => {
    const { value } = await readBody(c, quotaUpdateSchema)
    const settings = structuredClone(quota.settings())
    const answers: UpdatedQuotas['value'] = value.map(({ id, type, limit }) => {
      const answer = { id, type: type ?? `${armProvider}/workspaces/quotas`, ...(limit == null ? {} : { limit }), unit: 'Count' as const }
      const name = decodeSegment(id.slice(id.lastIndexOf('/') + 1))
      const family = skuFamilies.find((one) => one === familyName(name) || localizedFamily(one).replaceAll(' ', '_') === name)
      if (!settings.enabled) return { ...answer, status: 'OperationNotEnabledForRegion' }
      if (limit == null || limit < 0 || limit > maxQuotaCores) return { ...answer, status: 'Failure' }
      if (name === totalName) settings.total = limit
      else if (family) settings.families[family] = limit
      else return { ...answer, status: 'InvalidVMFamilyName' }
      return { ...answer, status: 'Success' }
    })
    if (answers.some(({ status }) => status === 'Success')) quota.save(settings)
    return c.json({ value: answers })
  }

  const vmSizes: Handler = (c) =>
    c.json({
      value: skus.map((sku) => ({
        name: sku.name,
        family: sku.family,
        vCPUs: sku.cores,
        gpus: sku.gpus,
        osVhdSizeMB: 0,
        maxResourceVolumeMB: (sku.tempDiskGib ?? 0) * 1024,
        memoryGB: sku.memoryGib,
        lowPriorityCapable: false,
        premiumIO: false,
        supportedComputeTypes: ['AmlCompute'],
      })),
    })

  const report: Handler = (c) => {
    const answer: QuotaReport = {
      settings: quota.settings(),
      holders: quota.holders(),
      endpoints: quota.endpoints(),
      computer: { cores: availableParallelism(), memoryBytes: totalmem() },
    }
    return c.json(answer)
  }

  const save: Handler = async (c) => c.json(quota.save(await readBody(c, quotaSettingsSchema)))

  return { usages, quotas, updateQuotas, vmSizes, report, save }
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not encoded: taken as written, which no family is called.
    return text
  }
}
