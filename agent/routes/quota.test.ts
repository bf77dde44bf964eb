/** The simulated subscription quota over the whole agent: what is refused, what is counted, and Azure's lists of it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl as ws } from '@/agent/routes/testing/agent-under-test'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { errorEnvelopeSchema } from '@/lib/contract/arm/error'
import { quotaListSchema, updatedQuotasSchema, usageListSchema, vmSizeListSchema } from '@/lib/contract/arm/quota'
import type { QuotaReport, QuotaSettings } from '@/lib/contract/quota'

const version = '?api-version=2024-04-01'
const location = '/subscriptions/Sub-1/providers/Microsoft.MachineLearningServices/locations/local'
const dsv2 = 'standardDSv2Family'
let agent: AgentUnderTest
let codeId: string

const address = (deployment: string) => `${ws}/onlineEndpoints/quota/deployments/${deployment}${version}`

function body(instanceType: string, capacity: number, properties: Partial<Deployment['properties']> = {}): Deployment {
  return {
    location: 'local',
    sku: { name: 'Default', capacity },
    properties: {
      endpointComputeType: 'Managed',
      codeConfiguration: { codeId, scoringScript: 'score.py' },
      environmentId: `${ws}/environments/e/versions/1`,
      instanceType,
      ...properties,
    },
  }
}
const put = (deployment: string, instanceType: string, capacity: number, properties?: Partial<Deployment['properties']>) =>
  agent.call('PUT', address(deployment), body(instanceType, capacity, properties))

async function simulate(settings: Partial<QuotaSettings>): Promise<void> {
  const answer = await agent.call('PUT', '/_scorepoint/quota', { enabled: true, total: 24, families: {}, ...settings })
  expect(answer.status).toBe(200)
}
async function report(): Promise<QuotaReport> {
  return (await (await agent.call('GET', '/_scorepoint/quota')).json()) as QuotaReport
}
const usedOf = async (deployment: string) => (await report()).holders.find((one) => one.deployment === deployment)?.cores
async function refusalOf(response: Response): Promise<{ code: string; message: string; details: string[] }> {
  expect(response.status).toBe(400)
  const { error } = errorEnvelopeSchema.parse(await response.json())
  return { code: error.code, message: error.message, details: (error.details ?? []).map((detail) => detail.message) }
}

beforeAll(async () => {
  agent = await startAgentUnderTest()
  const codeUri = await agent.upload('quota', 'src', { 'src/score.py': 'def init(): pass\ndef run(data): return 1\n' })
  await agent.call('PUT', `${ws}/codes/c/versions/1${version}`, { properties: { codeUri } })
  codeId = `${ws}/codes/c/versions/1`
  await agent.call('PUT', `${ws}/environments/e/versions/1${version}`, {
    properties: { image: 'img', condaFile: 'dependencies: [python=3.11]' },
  })
  await agent.finish(
    await agent.call('PUT', `${ws}/onlineEndpoints/quota${version}`, { location: 'local', properties: { authMode: 'Key' } }),
  )
})
afterEach(async () => {
  await simulate({ enabled: false })
  for (const { deployment } of (await report()).holders) await agent.finish(await agent.call('DELETE', address(deployment)))
})
afterAll(() => agent.close())

describe('while it is off', () => {
  it('refuses nothing, lists nothing, and still tells who would hold what', async () => {
    expect((await agent.finish(await put('blue', 'Standard_DS3_v2', 10))).status).toBe('Succeeded')
    expect(await usedOf('blue')).toEqual({ [dsv2]: 48 })
    for (const kind of ['usages', 'quotas'])
      expect(await (await agent.call('GET', `${location}/${kind}${version}`)).json()).toEqual({ value: [] })
  })
})

describe('while it is on', () => {
  it('refuses one Standard_DS3_v2 under a quota of 6 with Azure’s sentence, and leaves nothing behind', async () => {
    await simulate({ total: 6 })
    const refused = await refusalOf(await put('blue', 'standard_ds3_v2', 1))
    expect(refused.code).toBe('OutOfQuota')
    expect(refused.message).toBe(
      'Not enough quota available for Standard_DS3_v2 in SubscriptionId Sub-1. Current usage/limit: 0/6. Additional needed: 8 Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota',
    )
    expect(refused.details[0]).toContain('ceil(1.2 × 1) = 2, 2 × 4 = 8 cores')
    expect(refused.details[1]).toContain('1 × Standard_DS2_v2 (4 cores)')
    expect((await agent.call('GET', address('blue'))).status).toBe(404)
    expect((await report()).holders).toEqual([])
    expect((await agent.finish(await put('blue', 'Standard_DS2_v2', 1))).status).toBe('Succeeded')
  })

  it('counts only the difference of an upscale, by PUT and by PATCH, and lets go of what is scaled down', async () => {
    await simulate({ total: 12 })
    await agent.finish(await put('blue', 'Standard_DS3_v2', 1))
    const refused = await refusalOf(await put('blue', 'Standard_DS3_v2', 3))
    expect(refused.message).toContain('Current usage/limit: 8/12. Additional needed: 8 ')
    const patched = await agent.call('PATCH', address('blue'), { sku: { name: 'Default', capacity: 3 } })
    expect((await refusalOf(patched)).code).toBe('OutOfQuota')
    expect((await agent.finish(await agent.call('PATCH', address('blue'), { sku: { name: 'Default', capacity: 2 } }))).status).toBe(
      'Succeeded',
    )
    expect(await usedOf('blue')).toEqual({ [dsv2]: 12 })
    expect((await agent.finish(await put('blue', 'Standard_DS3_v2', 1))).status).toBe('Succeeded')
    expect(await usedOf('blue')).toEqual({ [dsv2]: 8 })
  })

  it('counts blue and green in full, each family and all of them together', async () => {
    await simulate({ total: 14, families: { [dsv2]: 10 } })
    await agent.finish(await put('blue', 'Standard_DS3_v2', 1))
    expect((await refusalOf(await put('green', 'Standard_DS3_v2', 1))).message).toContain('8/10. Additional needed: 8')
    expect((await refusalOf(await put('green', 'Standard_F4s_v2', 1))).message).toContain('8/14. Additional needed: 8')
    expect((await refusalOf(await put('green', 'Standard_NC4as_T4_v3', 1))).message).toContain('0/0. Additional needed: 8')
    expect((await agent.finish(await put('green', 'Standard_F2s_v2', 1))).status).toBe('Succeeded')
  })

  it('holds both families while an update changes the size, and one of them afterwards', async () => {
    await simulate({ total: 12 })
    await agent.finish(await put('blue', 'Standard_DS3_v2', 1))
    const changing = await put('blue', 'Standard_F2s_v2', 1)
    expect(changing.status).toBe(200)
    expect(await usedOf('blue')).toEqual({ [dsv2]: 8, standardFSv2Family: 4 })
    expect((await agent.finish(changing)).status).toBe('Succeeded')
    expect(await usedOf('blue')).toEqual({ standardFSv2Family: 4 })
    expect((await refusalOf(await put('blue', 'Standard_F16s_v2', 1))).message).toContain('4/12. Additional needed: 28')
  })

  it('gives the same cores to one of many requests that come at once', async () => {
    await simulate({ total: 16 })
    const names = ['a-one', 'a-two', 'a-three', 'a-four', 'a-five', 'a-six']
    const answers = await Promise.all(names.map((name) => put(name, 'Standard_DS3_v2', 1)))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 201, 400, 400, 400, 400])
    await Promise.all(answers.filter((answer) => answer.status === 201).map((answer) => agent.finish(answer)))
    expect((await report()).holders).toHaveLength(2)
  })

  it('goes on holding the cores of a canceled and of a stopped deployment until it is deleted', async () => {
    await simulate({ total: 8 })
    const begun = await put('blue', 'Standard_DS3_v2', 1)
    const operation = new URL(begun.headers.get('azure-asyncoperation') ?? '').pathname.split('/').at(-1)
    await agent.call('POST', `/_scorepoint/operations/${operation}/cancel`)
    expect((await agent.finish(begun)).status).toBe('Canceled')
    expect(await usedOf('blue')).toEqual({ [dsv2]: 8 })
    expect((await refusalOf(await put('green', 'Standard_DS2_v2', 1))).code).toBe('OutOfQuota')
    await agent.finish(await agent.call('DELETE', address('blue')))
    expect((await agent.finish(await put('green', 'Standard_DS2_v2', 1))).status).toBe('Succeeded')
    await agent.call('POST', '/_scorepoint/endpoints/quota/deployments/green/stop')
    expect(await usedOf('green')).toEqual({ [dsv2]: 4 })
  })

  it('never takes from what exists when the limit falls: only more is refused', async () => {
    await agent.finish(await put('blue', 'Standard_DS3_v2', 2))
    await simulate({ total: 4 })
    const tagged = await agent.call('PUT', address('blue'), { ...body('Standard_DS3_v2', 2), tags: { team: 'iris' } })
    expect(tagged.status).toBe(200)
    await agent.finish(tagged)
    expect((await agent.finish(await put('blue', 'Standard_DS3_v2', 1))).status).toBe('Succeeded')
    expect((await refusalOf(await put('blue', 'Standard_DS3_v2', 2))).message).toContain('8/4. Additional needed: 4')
  })

  it('lets a size pass that is not in the list, as nobody here knows its cores', async () => {
    await simulate({ total: 1 })
    expect((await put('blue', 'Standard_D4ads_v9', 1)).status).toBe(201)
    expect(await usedOf('blue')).toEqual({})
  })
})

describe('Azure’s addresses', () => {
  it('lists use and limits per family and in total', async () => {
    await simulate({ total: 30, families: { STANDARDdsv2FAMILY: 10 } })
    await agent.finish(await put('blue', 'Standard_DS3_v2', 1))
    const { value } = usageListSchema.parse(await (await agent.call('GET', `${location}/usages${version}`)).json())
    expect(value).toHaveLength(20)
    expect(value[0]).toMatchObject({ name: { value: 'totalDedicatedCores' }, currentValue: 8, limit: 30 })
    expect(value.find(({ name }) => name.value === dsv2)).toMatchObject({ currentValue: 8, limit: 10 })
    const quotas = quotaListSchema.parse(await (await agent.call('GET', `${location}/quotas${version}`)).json()).value
    expect(quotas.find(({ name }) => name.value === 'standard NCASv3_T4 Family')?.limit).toBe(0)
  })

  it('changes limits one by one and says which it did not take', async () => {
    const entry = (name: string, limit?: number) => ({
      id: `${ws}/quotas/${name}`,
      type: 'x',
      unit: 'Count',
      ...(limit === undefined ? {} : { limit }),
    })
    const update = async (value: object[]) =>
      updatedQuotasSchema
        .parse(await (await agent.call('POST', `${location}/updateQuotas${version}`, { value })).json())
        .value.map((one) => one.status)
    expect(await update([entry(dsv2, 5)])).toEqual(['OperationNotEnabledForRegion'])
    await simulate({})
    expect(
      await update([
        entry('standarddsv2family', 5),
        entry('Standard_FSv2_Family_Cluster_Dedicated_vCPUs', 7),
        entry('totalDedicatedCores', 40),
        entry('standardZZFamily', 1),
        entry(dsv2, -1),
      ]),
    ).toEqual(['Success', 'Success', 'Success', 'InvalidVMFamilyName', 'Failure'])
    expect((await report()).settings).toEqual({ enabled: true, total: 40, families: { [dsv2]: 5, standardFSv2Family: 7 } })
  })

  it('lists the sizes', async () => {
    const { value } = vmSizeListSchema.parse(await (await agent.call('GET', `${location}/vmSizes${version}`)).json())
    expect(value).toHaveLength(85)
    expect(value.find(({ name }) => name === 'Standard_DS3_v2')).toMatchObject({ family: dsv2, vCPUs: 4, memoryGB: 14 })
  })

  it('refuses settings that are none, by field', async () => {
    const answer = await agent.call('PUT', '/_scorepoint/quota', { enabled: true, total: -1, families: { x: 1.5 } })
    expect(answer.status).toBe(400)
    const { error } = errorEnvelopeSchema.parse(await answer.json())
    expect(error.details?.map((detail) => detail.target)).toEqual(['total', 'families.x'])
  })
})
