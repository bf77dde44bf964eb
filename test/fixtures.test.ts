import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codeVersionSchema, environmentVersionSchema, modelVersionSchema } from '@/lib/contract/arm/asset'
import { deploymentSchema } from '@/lib/contract/arm/deployment'
import { endpointSchema } from '@/lib/contract/arm/endpoint'
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { parseConda } from '@/lib/domain/conda/conda'
import { deploymentFromArm, deploymentToArm } from '@/lib/domain/convert/deployment'
import { otherKind } from '@/lib/domain/convert/detect-kind'
import { loadYaml } from '@/lib/domain/convert/load-yaml'

/** Microsoft's public samples beside the repository; the tests about them are skipped where the folder is absent. */
const samples = join(import.meta.dirname, '../../shared/fixtures/azureml-examples')
const present = existsSync(samples)
if (!present) console.info('skipped: fixtures test, because ../shared/fixtures/azureml-examples is absent')

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(samples, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

const placeholder = 'template placeholder that a script replaces'
const underscore = 'names with an underscore, against the documented name rule'

/** Files that do not pass: the reason, and every rule they break. */
const refused: Record<string, { reason: string; rules: string[] }> = {}
const refuse = (reason: string, rules: string[], paths: string[]) => {
  for (const path of paths) refused[`cli/endpoints/online/${path}`] = { reason, rules }
}
refuse(
  placeholder,
  ['placeholder'],
  [
    'custom-container/minimal/multimodel/minimal-multimodel-deployment.yml',
    'custom-container/minimal/multimodel/minimal-multimodel-endpoint.yml',
    'custom-container/minimal/single-model/conda-in-dockerfile/minimal-single-model-conda-in-dockerfile-deployment.yml',
    'custom-container/minimal/single-model/conda-in-dockerfile/minimal-single-model-conda-in-dockerfile-endpoint.yml',
    'custom-container/minimal/single-model/minimal-single-model-endpoint.yml',
    'custom-container/minimal/single-model/pip-in-dockerfile/minimal-single-model-pip-in-dockerfile-deployment.yml',
    'custom-container/mlflow/multideployment-scikit/mlflow-deployment.yml',
    'custom-container/mlflow/multideployment-scikit/mlflow-endpoint.yml',
    'custom-container/r/multimodel-plumber/r-deployment.yml',
    'custom-container/tfserving/half-plus-two-integrated/half-plus-two-integrated-deployment.yml',
    'custom-container/tfserving/half-plus-two/tfserving-deployment.yml',
    'custom-container/torchserve/densenet/torchserve-deployment.yml',
    'custom-container/triton/single-model/triton-cc-deployment.yml',
    'custom-container/triton/single-model/triton-cc-endpoint.yml',
    'managed/binary-payloads/binary-payloads-deployment.yml',
    'managed/inference-schema/deployment-numpy.yml',
    'managed/inference-schema/deployment-pandas.yml',
    'managed/inference-schema/deployment-standard.yml',
    'managed/keyvault/keyvault-deployment.yml',
    'managed/minimal/single-model-registered/deployment.yml',
    'managed/minimal/single-model-registered/model.yml',
    'managed/openapi/deployment.yml',
  ],
)
refuse(
  underscore,
  ['name-characters'],
  [
    'data-collector/workspace-blob-storage/workspace-blob-storage-custom1.YAML',
    'data-collector/workspace-blob-storage/workspace-blob-storage-custom2.YAML',
    'data-collector/workspace-blob-storage/workspace-blob-storage-payload1.YAML',
    'data-collector/workspace-blob-storage/workspace-blob-storage-payload2.YAML',
    'deploy-with-packages/custom-model/model-deployment.yml',
  ],
)

refuse(
  'a name with an underscore, and a number where the SDK reads text (data.version)',
  ['name-characters', 'type'],
  ['data-collector/custom-blob-storage/custom-blob-storage.YAML'],
)

const conda = /(^|\/)(conda[^/]*|env|pydata|triton-densenet-scoring-env)\.ya?ml$/i

describe.skipIf(!present)("Microsoft's samples", () => {
  const all = present ? files(samples, /\.ya?ml$/i) : []
  const read = (path: string) => readFileSync(join(samples, path), 'utf8')
  const foreign = all.filter((path) => {
    const { data } = loadYaml(read(path))
    return data !== undefined && otherKind(data) !== undefined
  })
  const ours = all.filter((path) => !foreign.includes(path))

  it('finds them', () => {
    expect(ours.length).toBeGreaterThan(50)
  })

  it('leaves out conda files and package specifications only', () => {
    for (const path of foreign) expect(path).toMatch(/\/package[^/]*\.yml$|conda|env|pydata/)
  })

  it.each(ours)('%s', (path) => {
    const { kind, value, findings } = checkYaml(read(path))
    const errors = findings.filter((finding) => finding.severity === 'error')
    const row = refused[path]
    if (row) {
      expect([...new Set(errors.map((finding) => finding.rule))].sort(), `the row of ${path} is stale (${row.reason})`).toEqual(
        [...row.rules].sort(),
      )
      return
    }
    expect(errors).toEqual([])
    expect(value).toBeDefined()
    expect(kind).toBeDefined()
    for (const finding of findings) expect(finding.rule).not.toBe('unknown-key')
  })

  it('names no file that is gone', () => {
    expect(Object.keys(refused).filter((path) => !ours.includes(path))).toEqual([])
  })

  it('gives deployments back from the wire', () => {
    let compared = 0
    for (const path of ours) {
      const { kind, value } = checkYaml(read(path))
      if (kind !== 'deployment' || value === undefined) continue
      const { $schema: _schema, ...yaml } = value as DeploymentYaml
      const arm = deploymentToArm(value as DeploymentYaml, {
        modelId: yaml.model && 'M',
        codeId: yaml.code_configuration && 'C',
        environmentId: yaml.environment && 'E',
      })
      const back = deploymentFromArm(arm, { endpointName: yaml.endpoint_name })
      const code = yaml.code_configuration && { ...yaml.code_configuration, code: 'C' }
      expect(back).toEqual(
        JSON.parse(
          JSON.stringify({
            ...yaml,
            type: back.type,
            model: yaml.model && 'M',
            environment: yaml.environment && 'E',
            code_configuration: code,
          }),
        ),
      )
      compared += 1
    }
    expect(compared).toBeGreaterThan(25)
  })

  it.each(present ? all.filter((path) => conda.test(path) && foreign.includes(path)) : [])('%s translates for pip', (path) => {
    const file = parseConda(read(path))
    expect(file.errors).toEqual([])
    expect(file.pythonVersion).toMatch(/^3\.\d+/)
    expect(file.requirements.length).toBeGreaterThanOrEqual(2)
  })
})

describe.skipIf(!present)('ARM templates', () => {
  interface Template {
    parameters: Record<string, { defaultValue?: unknown; type: string; allowedValues?: unknown[] }>
    resources: { type: string; [key: string]: unknown }[]
  }
  const schemas = {
    'onlineEndpoints/deployments': deploymentSchema,
    onlineEndpoints: endpointSchema,
    'models/versions': modelVersionSchema,
    'environments/versions': environmentVersionSchema,
    'codes/versions': codeVersionSchema,
  } as const

  /** `[parameters('x')]` → its default, an allowed value or a plain value of its type. */
  function fill(value: unknown, template: Template): unknown {
    if (Array.isArray(value)) return value.map((item) => fill(item, template))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, template)]))
    const name = typeof value === 'string' ? /^\[parameters\('(\w+)'\)\]$/.exec(value)?.[1] : undefined
    const parameter = name === undefined ? undefined : template.parameters[name]
    if (!parameter) return value
    return (
      parameter.defaultValue ?? parameter.allowedValues?.[0] ?? (parameter.type === 'int' ? 1 : parameter.type === 'bool' ? false : 'text')
    )
  }

  it.each(present ? files(join(samples, 'arm-templates'), /\.json$/) : [])('%s fits the wire', (path) => {
    const template: Template = JSON.parse(readFileSync(join(samples, path), 'utf8'))
    for (const resource of template.resources) {
      const kind = resource.type.replace('Microsoft.MachineLearningServices/workspaces/', '')
      expect(Object.keys(schemas)).toContain(kind)
      const schema = schemas[kind as keyof typeof schemas]
      const body = fill(resource, template)
      expect(schema.parse(body)).toMatchObject({ properties: (body as { properties: object }).properties })
    }
  })
})
