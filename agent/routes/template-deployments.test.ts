import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import { errorEnvelopeSchema } from '@/lib/contract/arm/error'
import { type TemplateDeploymentView, templateDeploymentViewSchema } from '@/lib/contract/arm/template-deployment'

const group = '/subscriptions/Sub-1/resourcegroups/Group/providers/Microsoft.Resources/deployments'
const machineLearning = 'Microsoft.MachineLearningServices/workspaces'
let agent: AgentUnderTest

beforeAll(async () => {
  agent = await startAgentUnderTest()
})
afterAll(() => agent.close())

interface Given {
  parameters?: Record<string, unknown>
  [key: string]: unknown
}
const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
const template = (parts: object) => ({ $schema: schema, contentVersion: '1.0.0.0', resources: [], ...parts })
const body = (parts: object, parameters: Given['parameters'] = {}, extra: object = {}) => ({
  properties: {
    mode: 'Incremental',
    template: template(parts),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { value }])),
    ...extra,
  },
})
const put = (name: string, sent: unknown, headers: Record<string, string> = {}) =>
  agent.call('PUT', `${group}/${name}?api-version=2021-04-01`, sent, headers)

async function view(name: string): Promise<TemplateDeploymentView> {
  return templateDeploymentViewSchema.parse(await (await agent.call('GET', `${group}/${name}`)).json())
}

/** Deploys and waits; the whole view. */
async function deploy(name: string, sent: unknown): Promise<TemplateDeploymentView> {
  const answer = await put(name, sent)
  expect(await answer.clone().text()).toContain('provisioningState')
  expect([200, 201]).toContain(answer.status)
  await agent.finish(answer)
  return view(name)
}

async function refusedWith(sent: unknown) {
  const answer = await put(`refused-${Math.random().toString(36).slice(2)}`, sent)
  expect(answer.status).toBe(400)
  return errorEnvelopeSchema.parse(await answer.json()).error
}

const endpoint = (name: string, extra: object = {}) => ({
  type: `${machineLearning}/onlineEndpoints`,
  apiVersion: '2024-10-01',
  name: `Space/${name}`,
  location: 'local',
  properties: { authMode: 'Key' },
  ...extra,
})
const deployment = (endpointName: string, name: string, extra: object = {}) => ({
  type: `${machineLearning}/onlineEndpoints/deployments`,
  apiVersion: '2024-10-01',
  name: `Space/${endpointName}/${name}`,
  location: 'local',
  sku: { name: 'Default', capacity: 1 },
  properties: {
    endpointComputeType: 'Managed',
    instanceType: 'Standard_DS3_v2',
    model: "[resourceId('Microsoft.MachineLearningServices/workspaces/models/versions', 'Space', 'm', '1')]",
    environmentId: "[resourceId('Microsoft.MachineLearningServices/workspaces/environments/versions', 'Space', 'e', '1')]",
    codeConfiguration: {
      codeId: "[resourceId('Microsoft.MachineLearningServices/workspaces/codes/versions', 'Space', 'c', '1')]",
      scoringScript: 'score.py',
    },
  },
  ...extra,
})
/** Models, environment and code named m, e and c. */
async function assets() {
  const modelUri = await agent.upload('aaaa', 'model', { 'model/weights.txt': 'w' })
  const codeUri = await agent.upload('bbbb', 'code', { 'code/score.py': 'def init(): pass\ndef run(d): return d\n' })
  for (const [kind, name, properties] of [
    ['models', 'm', { modelUri }],
    ['codes', 'c', { codeUri }],
    ['environments', 'e', { image: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest', condaFile: 'dependencies: [python=3.11]' }],
  ] as const)
    expect((await agent.call('PUT', `${workspaceUrl}/${kind}/${name}/versions/1`, { properties })).status).toBeLessThan(202)
}

describe('templates', () => {
  beforeAll(assets)

  it('deploy an endpoint, its deployments in a copy loop, and traffic in a nested deployment', async () => {
    const done = await deploy(
      'whole',
      body(
        {
          parameters: { names: { type: 'array' }, secret: { type: 'secureString' }, share: { type: 'int', defaultValue: 90, minValue: 0 } },
          variables: { endpoint: "[concat('whole-', toLower('A'))]" },
          resources: [
            {
              type: 'Microsoft.Resources/deployments',
              apiVersion: '2022-09-01',
              name: 'whole-traffic',
              dependsOn: ['each'],
              properties: {
                mode: 'Incremental',
                expressionEvaluationOptions: { scope: 'inner' },
                parameters: { endpoint: { value: "[variables('endpoint')]" }, share: { value: "[parameters('share')]" } },
                template: template({
                  parameters: { endpoint: { type: 'string' }, share: { type: 'int' } },
                  resources: [
                    endpoint('x', {
                      name: "[format('Space/{0}', parameters('endpoint'))]",
                      tags: { note: '[[kept as it is]' },
                      properties: {
                        authMode: 'Key',
                        traffic: { blue: "[parameters('share')]", green: "[sub(100, parameters('share'))]" },
                      },
                    }),
                  ],
                }),
              },
            },
            {
              ...deployment('', ''),
              name: "[concat('Space/', variables('endpoint'), '/', parameters('names')[copyIndex()])]",
              copy: { name: 'each', count: "[length(parameters('names'))]" },
              dependsOn: ["[resourceId('Microsoft.MachineLearningServices/workspaces/onlineEndpoints', 'Space', variables('endpoint'))]"],
              tags: { index: "[string(copyIndex('each', 1))]", secret: "[take(parameters('secret'), 1)]" },
            },
            { ...endpoint('x'), name: "[concat('Space/', variables('endpoint'))]" },
            { ...endpoint('never'), condition: "[equals(parameters('share'), 1)]" },
          ],
          outputs: {
            uri: {
              type: 'string',
              value:
                "[reference(resourceId('Microsoft.MachineLearningServices/workspaces/onlineEndpoints', 'Space', variables('endpoint'))).scoringUri]",
            },
            hidden: { type: 'secureString', value: "[parameters('secret')]" },
          },
        },
        { names: ['blue', 'green'], secret: 'hush-hush' },
      ),
    )
    expect(done.properties.error).toBeUndefined()
    expect(done.properties.provisioningState).toBe('Succeeded')
    expect(done.properties.outputs).toEqual({
      uri: { type: 'String', value: 'http://127.0.0.1:7080/api/v1/endpoint/whole-a/score' },
      hidden: { type: 'SecureString' },
    })
    expect(JSON.stringify(done)).not.toContain('hush-hush')
    expect(done.properties.parameters.secret).toEqual({ type: 'SecureString' })
    const made = (await (await agent.call('GET', `${workspaceUrl}/onlineEndpoints/whole-a`)).json()) as { properties: object; tags: object }
    expect(made).toMatchObject({ properties: { traffic: { blue: 90, green: 10 } }, tags: { note: '[kept as it is]' } })
    const green = (await (await agent.call('GET', `${workspaceUrl}/onlineEndpoints/whole-a/deployments/green`)).json()) as object
    expect(green).toMatchObject({ tags: { index: '2', secret: 'h' }, properties: { provisioningState: 'Succeeded' } })
    expect((await agent.call('GET', `${workspaceUrl}/onlineEndpoints/never`)).status).toBe(404)

    const operations = (await (await agent.call('GET', `${group}/whole/operations`)).json()) as {
      value: { operationId: string; properties: { targetResource: { id: string }; provisioningState: string } }[]
    }
    expect(operations.value).toHaveLength(4)
    expect(new Set(operations.value.map((each) => each.properties.provisioningState))).toEqual(new Set(['Succeeded']))
    const [first] = operations.value
    expect(await (await agent.call('GET', `${group}/whole/operations/${first?.operationId}`)).json()).toEqual(first)
    const exported = (await (await agent.call('POST', `${group}/whole/exportTemplate`)).json()) as { template: { resources: unknown[] } }
    expect(exported.template.resources).toHaveLength(4)
    expect((await agent.call('HEAD', `${group}/whole`)).status).toBe(204)
    expect((await agent.call('HEAD', `${group}/nobody`)).status).toBe(404)
    expect((await agent.call('POST', `${group}/whole/cancel`)).status).toBe(409)
    expect((await agent.call('POST', `${group}/whole/whatIf`, {})).status).toBe(501)

    // Once more: nothing changes, everything is found again.
    expect(
      (
        await deploy('whole', {
          ...exported,
          properties: {
            ...body({}).properties,
            template: exported.template,
            parameters: { names: { value: ['blue', 'green'] }, secret: { value: 'x' } },
          },
        })
      ).properties.provisioningState,
    ).toBe('Succeeded')
    expect((await agent.call('DELETE', `${group}/whole`)).status).toBe(204)
    expect((await agent.call('GET', `${group}/whole`)).status).toBe(404)
    expect((await agent.call('GET', `${workspaceUrl}/onlineEndpoints/whole-a`)).status).toBe(200)
  })

  it('fail as Azure does: DeploymentFailed with one detail per resource, the rest not begun', async () => {
    const done = await deploy(
      'failing',
      body({
        resources: [
          endpoint('fails'),
          deployment('fails', 'blue', {
            dependsOn: ['Space/fails'],
            properties: { endpointComputeType: 'Managed', instanceType: 'Standard_DS3_v2', model: 'azureml:nothing:1' },
          }),
          { ...endpoint('later'), dependsOn: ['Space/fails/blue'] },
        ],
      }),
    )
    expect(done.properties.provisioningState).toBe('Failed')
    const { error } = done.properties
    expect(error).toMatchObject({
      code: 'DeploymentFailed',
      target: '/subscriptions/Sub-1/resourceGroups/Group/providers/Microsoft.Resources/deployments/failing',
    })
    expect(error?.details).toHaveLength(1)
    expect(error?.details?.[0]).toMatchObject({ code: 'BadArgument' })
    expect((await agent.call('GET', `${workspaceUrl}/onlineEndpoints/later`)).status).toBe(404)
    const status = await agent.call('PUT', `${group}/failing`, body({ resources: [] }))
    expect(await agent.finish(status)).toMatchObject({ status: 'Succeeded' })
  })

  it.each([
    [
      'an unknown function',
      { resources: [endpoint('a', { location: "[frobnicate('x')]" })] },
      "The template function 'frobnicate' is not valid",
      "the template resource 'Space/a'",
    ],
    [
      'an unknown parameter',
      { resources: [endpoint('a', { location: "[parameters('x')]" })] },
      "The template parameter 'x' is not found",
      undefined,
    ],
    [
      'a value without parameter',
      { parameters: { x: { type: 'string' } } },
      "The value for the template parameter 'x' at line '1' and column '1' is not provided",
      'parameters.x',
    ],
    ['a broken expression', { resources: [endpoint('a', { location: "[concat('a',]" })] }, 'is not valid', undefined],
    [
      'a circle',
      { resources: [endpoint('a', { dependsOn: ['Space/b'] }), endpoint('b', { dependsOn: ['Space/a'] })] },
      'Circular dependency',
      undefined,
    ],
    ['a resource twice', { resources: [endpoint('a'), endpoint('A')] }, 'is defined multiple times', undefined],
    [
      'a stranger in dependsOn',
      { resources: [endpoint('a', { dependsOn: ['b'] })] },
      "The resource 'b' is not defined in the template",
      undefined,
    ],
    ['too few segments', { resources: [{ ...endpoint('a'), name: 'a/b/c' }] }, 'incorrect segment lengths', undefined],
    [
      'a variable that means itself',
      { variables: { a: "[variables('a')]" }, resources: [endpoint("[variables('a')]", { location: "[variables('a')]" })] },
      'refers to itself',
      undefined,
    ],
    [
      'a value that grows',
      {
        variables: Object.fromEntries(
          Array.from({ length: 40 }, (_, at) => [
            `v${at}`,
            at === 0 ? 'x' : `[createArray(variables('v${at - 1}'), variables('v${at - 1}'))]`,
          ]),
        ),
        resources: [endpoint('a', { tags: "[variables('v39')]" })],
      },
      'grew beyond',
      undefined,
    ],
    ['depth', { resources: [endpoint('a', { location: `[${'concat('.repeat(100)}'a'${')'.repeat(100)}]` })] }, 'nested deeper', undefined],
    [
      'prototypes',
      { resources: [endpoint('a', { tags: '[json(\'{"__proto__": {"x": 1}}\')]' })] },
      "The key '__proto__' is refused",
      undefined,
    ],
    [
      'a loop without bounds',
      { resources: [endpoint('a', { copy: { name: 'c', count: 1_000_000 } })] },
      'must be an integer from 0 to 800',
      undefined,
    ],
  ])('are refused with InvalidTemplate for %s', async (_what, parts, message, target) => {
    const error = await refusedWith(body(parts))
    expect(error).toMatchObject({ code: 'InvalidTemplate', message: expect.stringContaining(message), ...(target ? { target } : {}) })
  })

  it('are refused for values that a parameter does not take, types this computer does not deploy, and links', async () => {
    const parameters = { mode: { type: 'string', allowedValues: ['a', 'b'] } }
    expect((await refusedWith(body({ parameters }, { mode: 'c' }))).message).toContain("is not part of the allowed value(s): 'a,b'")
    expect((await refusedWith(body({ parameters }, { mode: 1 }))).message).toContain("Expected 'String, Uri'. Actual 'Integer'")
    expect((await refusedWith(body({ parameters }, { other: 'a' }))).message).toContain(
      "do not correspond to any parameters defined in the template: 'other'",
    )
    const foreign = await refusedWith(
      body({ resources: [{ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2022-09-01', name: 'x' }] }),
    )
    expect(foreign).toMatchObject({ code: 'InvalidTemplateDeployment', details: [{ code: 'NoRegisteredProviderFound' }] })
    expect((await refusedWith({ properties: { mode: 'Incremental', templateLink: { uri: 'https://example.com' } } })).target).toBe(
      'properties.templateLink',
    )
    const complete = await put('complete', body({}, {}, { mode: 'Complete' }))
    expect(complete.status).toBe(501)
  })

  it('evaluate a nested template outside of it by default, each text once, and list keys', async () => {
    const done = await deploy(
      'outer',
      body({
        variables: { name: 'outer-one', text: "[concat('[', 'kept', ']')]" },
        resources: [
          {
            type: 'Microsoft.Resources/deployments',
            apiVersion: '2022-09-01',
            name: 'outer-inner',
            properties: {
              mode: 'Incremental',
              template: template({
                resources: [endpoint('', { name: "[concat('Space/', variables('name'))]", tags: { text: "[variables('text')]" } })],
              }),
            },
          },
        ],
        outputs: {
          length: {
            type: 'int',
            value:
              "[length(listKeys(resourceId('Microsoft.MachineLearningServices/workspaces/onlineEndpoints', 'Space', variables('name')), '2024-10-01').primaryKey)]",
          },
        },
      }),
    )
    expect(done.properties.error).toBeUndefined()
    expect(done.properties.outputs).toEqual({ length: { type: 'Int', value: 43 } })
    expect(await (await agent.call('GET', `${workspaceUrl}/onlineEndpoints/outer-one`)).json()).toMatchObject({ tags: { text: '[kept]' } })
  })

  it('are validated without being deployed, and run once at a time', async () => {
    const sent = body({ resources: [endpoint('checked')] })
    const valid = await agent.call('POST', `${group}/checked/validate`, sent)
    expect(valid.status).toBe(200)
    expect((await agent.call('GET', `${workspaceUrl}/onlineEndpoints/checked`)).status).toBe(404)
    const slow = body({ resources: [endpoint('slow'), deployment('slow', 'blue', { dependsOn: ['Space/slow'] })] })
    const headers = { 'x-ms-client-request-id': 'same' }
    const started = await put('slow', slow, headers)
    expect((await put('slow', slow, headers)).status).toBe(200)
    const other = await put('slow', slow)
    expect(other.status).toBe(409)
    expect(((await other.json()) as { error: { code: string } }).error.code).toBe('DeploymentActive')
    expect((await agent.call('DELETE', `${group}/slow`)).status).toBe(409)
    expect((await agent.call('POST', `${group}/slow/cancel`)).status).toBe(204)
    expect(await agent.finish(started)).toMatchObject({ status: 'Canceled', error: { code: 'DeploymentCanceled' } })
    const listed = (await (await agent.call('GET', `${group}?$filter=provisioningState eq 'Canceled'`)).json()) as {
      value: { name: string }[]
    }
    expect(listed.value.map((each) => each.name)).toContain('slow')
  })
})
