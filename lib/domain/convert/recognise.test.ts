import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { armWhat } from '@/lib/domain/convert/arm-json'
import { otherKinds } from '@/lib/domain/convert/other-kinds'
import { plainFiles } from '@/lib/domain/convert/plain-files'
import { recognise } from '@/lib/domain/convert/recognise'
import germanKinds from '@/messages/de/kinds.json'

const schema = (name: string) => `$schema: https://azuremlschemas.azureedge.net/latest/${name}.schema.json\n`

describe('documents of online endpoints', () => {
  it.each<[string, string, object]>([
    ['endpoint by keys', 'name: e1\nauth_mode: key\n', { kind: 'endpoint', name: 'e1', compute: 'managed', place: 'endpoint-wizard' }],
    ['Kubernetes endpoint', `${schema('kubernetesOnlineEndpoint')}name: e1\n`, { kind: 'endpoint', compute: 'kubernetes' }],
    ['deployment', 'name: blue\nendpoint_name: e1\nmodel: azureml:m:1\n', { kind: 'deployment', name: 'blue', place: 'deployment-wizard' }],
    ['Kubernetes deployment', 'name: blue\nendpoint_name: e1\ntype: Kubernetes\n', { kind: 'deployment', compute: 'kubernetes' }],
    ['deployment with the keys of an endpoint', 'name: b\nendpoint_name: e\ninstance_type: x\ntraffic: {b: 100}\n', { kind: 'deployment' }],
    ['model', 'name: m\ntype: mlflow_model\npath: model\n', { kind: 'model', name: 'm', place: 'models' }],
    ['environment', 'name: env\nimage: i\nconda_file: conda.yaml\n', { kind: 'environment', place: 'environments' }],
    ['conda file', 'channels: [conda-forge]\ndependencies: [python=3.12]\n', { kind: 'conda', place: 'environments' }],
    [
      'what az shows of an endpoint',
      '{"id": "/subscriptions/s/onlineEndpoints/e1", "name": "e1", "auth_mode": "key", "properties": {"a": "b"}, "tags": {}}',
      { kind: 'endpoint', form: 'yaml', name: 'e1' },
    ],
    [
      'REST JSON of a deployment',
      '{"id": "/subscriptions/s/x/onlineEndpoints/e1/deployments/blue", "type": "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments", "properties": {"endpointComputeType": "Kubernetes"}}',
      { kind: 'deployment', form: 'arm', name: 'blue', compute: 'kubernetes' },
    ],
    ['REST body of an endpoint', '{"location": "westeurope", "properties": {"authMode": "Key"}}', { kind: 'endpoint', form: 'arm' }],
    [
      'REST JSON of a model version',
      '{"id": "/x/models/m1/versions/3", "name": "3", "properties": {"modelUri": "azureml://…"}}',
      { kind: 'model', form: 'arm', name: 'm1' },
    ],
    ['a list of them', '[{"name": "e1", "auth_mode": "key", "traffic": {}}]', { kind: 'endpoint', name: 'e1' }],
    ['nothing', '', { kind: 'other', what: 'unknown', place: 'none' }],
  ])('%s', (_, text, expected) => {
    expect(recognise(text)).toMatchObject(expected)
  })
})

describe('texts that do not parse', () => {
  it.each<[string, string, object]>([
    ['a $schema line', `${schema('managedOnlineDeployment')}name: "blue\n  x: [`, { kind: 'deployment' }],
    ['keys', 'name: e1\nauth_mode: key\ntraffic: {blue: [\n', { kind: 'endpoint', name: 'e1' }],
    ['template placeholders', `${schema('model')}name: {{NAME}}\npath: m\n`, { kind: 'model' }],
    [
      'broken JSON',
      '{\n  "name": "blue",\n  "endpoint_name": "e1",\n  "instance_type": "x"\n  "a"\n}',
      { kind: 'deployment', name: 'blue' },
    ],
    ['tabs', 'name: e1\nimage:\ti\n\tbuild: x\nconda_file: c.yaml\n', { kind: 'environment' }],
    ['a foreign schema', `${schema('pipelineJob')}jobs: [\n`, { what: 'pipeline' }],
  ])('by %s', (_, text, expected) => {
    expect(recognise(text)).toMatchObject(expected)
  })
})

describe('what Azure ML describes beside', () => {
  it.each([
    ['package', schema('ModelVersionPackage')],
    ['batch-endpoint', 'name: b\ndefaults: {deployment_name: d}\nauth_mode: aad_token\n'],
    ['batch-deployment', 'name: b\nendpoint_name: e\nmodel: azureml:m:1\ncompute: azureml:c\nenvironment: azureml:e:1\n'],
    ['batch-deployment', `${schema('modelBatchDeployment')}name: b\nendpoint_name: e\n`],
    ['component', 'name: c\ntype: command\nversion: 1\ncommand: python x.py\nenvironment: azureml:e:1\n'],
    ['pipeline', 'type: pipeline\njobs: {a: {type: command}}\n'],
    ['command', 'command: python train.py\nenvironment: azureml:e:1\ncompute: azureml:c\n'],
    ['sweep', 'trial: {command: x}\nsearch_space: {a: {type: choice}}\n'],
    ['automl', 'type: automl\ntask: forecasting\n'],
    ['schedule', 'name: s\ntrigger: {type: cron}\ncreate_job: azureml:j\n'],
    ['data', 'name: d\ntype: uri_folder\npath: data/\n'],
    ['datastore', 'name: d\ntype: azure_blob\naccount_name: a\ncontainer_name: c\n'],
    ['compute', 'name: c\ntype: amlcompute\nsize: Standard_DS3_v2\nmax_instances: 4\n'],
    ['compute', 'name: c\ntype: kubernetes\nresource_id: /subscriptions/s\nnamespace: n\n'],
    ['workspace', 'name: w\nlocation: westeurope\ndisplay_name: W\n'],
    ['registry', 'name: r\nreplication_locations: [{location: westeurope}]\n'],
    ['connection', 'name: c\ntype: azure_open_ai\ntarget: https://x\n'],
    ['schema', '$schema: https://example.com/future.schema.json\nname: x\n'],
    ['arm-template', '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": []}'],
    ['autoscale', '{"type": "Microsoft.Insights/autoscaleSettings", "properties": {"profiles": []}}'],
    ['arm-resource', '{"type": "Microsoft.Storage/storageAccounts", "properties": {}}'],
    ['kubernetes-object', 'apiVersion: v1\nkind: Pod\n'],
    ['compose', 'services: {a: {image: b}}\n'],
    ['ci-pipeline', 'name: x\non: push\njobs: {a: {steps: []}}\n'],
    ['request', '{"data": [[1, 2]]}'],
    ['request', '{"input_data": {"columns": []}}'],
    ['openapi', '{"swagger": "2.0", "paths": {}}'],
    ['mlmodel', 'artifact_path: model\nflavors:\n  python_function:\n    loader_module: mlflow.sklearn\n'],
    ['scoring-script', 'import json\n\ndef init():\n    pass\n\ndef run(data):\n    return data\n'],
    ['requirements', 'numpy==2.0\nscikit-learn>=1.5\n'],
    ['dockerfile', 'FROM ubuntu:22.04\nRUN true\n'],
    ['shell-script', '#!/bin/bash\naz ml online-endpoint create -f e.yml\n'],
    ['unknown', 'a: 1\n'],
    ['unknown', 'Just a sentence.\n'],
  ])('%s', (what, text) => {
    const found = recognise(text)
    expect(found.what).toBe(what)
    expect(found.kind).toBe('other')
    expect(found.sentence).toMatch(/^[A-Z].*\.$/)
  })

  it.each([
    ['score.py', 'x = 1', 'script'],
    ['src/score.py', 'def run(data):\n  return data\n', 'scoring-script'],
    ['model.pkl', '\u0080\u0004', 'model-file'],
    ['MLmodel', '', 'mlmodel'],
    ['requirements-dev.txt', 'numpy\n', 'requirements'],
    ['Dockerfile', '', 'dockerfile'],
    ['conda.yaml', 'dependencies: []\n', 'conda'],
    ['notes.yml', 'FROM: x\nname: m\npath: p\n', 'model'],
    ['job.yml', 'command: |\n  import os\n  def run(x): pass\ncompute: azureml:c\n', 'command'],
  ])('the name %s helps', (name, text, what) => {
    expect(recognise(text, name).what).toBe(what)
  })
})

it('takes a file of several documents apart', () => {
  const text = '# both\n---\nname: e1\nauth_mode: key\n---\nname: blue\nendpoint_name: e1\n---\n# nothing more\n'
  const { what, documents } = recognise(text)
  expect(what).toBe('several')
  expect(documents?.map(({ kind, name, line }) => [kind, name, line])).toEqual([
    ['endpoint', 'e1', 2],
    ['deployment', 'blue', 5],
  ])
  expect(recognise(documents?.[1]?.text ?? '')).toMatchObject({ kind: 'deployment' })
  expect(recognise('---\nname: e1\nauth_mode: key\n')).not.toHaveProperty('documents')
  expect(recognise('name: {{NAME}}\nauth_mode: key\n')).not.toHaveProperty('name')
})

it('never throws, whatever is pasted', () => {
  const piece = fc.constantFrom(
    'name: e1\n',
    '---\n',
    '{',
    '"properties": {"authMode": 1}',
    '[',
    '\u0000',
    '$schema: [',
    'def run(',
    '\n',
    ': ',
    '- ',
    'type: 3\n',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
      ),
      (text) => {
        expect(recognise(text).label).toBeTruthy()
      },
    ),
    { numRuns: 1_000 },
  )
})

it('German knows every kind', () => {
  const names = ['endpoint', 'deployment', 'model', 'environment', 'conda', 'several', 'unknown', 'schema', ...Object.keys(armWhat)]
  const all = new Set([...names, ...otherKinds.map(({ what }) => what), ...plainFiles.map(({ what }) => what)])
  expect(Object.keys(germanKinds).sort()).toEqual([...all].sort())
})

const fixtures = join(import.meta.dirname, '../../../../shared/fixtures/azureml-examples')
if (!existsSync(fixtures)) console.info('skipped: recognition of the public samples, because ../shared/fixtures/azureml-examples is absent')

/** What each sample is, told by words of its path. */
const expectedByPath: readonly [RegExp, string][] = [
  [/arm-templates\//, 'arm-template'],
  [/package[\w-]*\.yml$/, 'package'],
  [/\/MLmodel$/, 'mlmodel'],
  [/swagger2\.json$/, 'openapi'],
  [/(?:sample[-_]request[\w-]*|input_example|-test-data)\.json$/, 'request'],
  [/requirements\.txt$/, 'requirements'],
  [/\.(?:pkl|sav|lgb)$/, 'model-file'],
  [/endpoint\.ya?ml$/, 'endpoint'],
  [/deployment[\w-]*\.ya?ml$|\.YAML$/, 'deployment'],
  [/sklearn-regression-env\.yml$|assets\/environment\/docker[\w-]*\.ya?ml$/, 'environment'],
  [/conda[\w-]*\.ya?ml$|\benv\.ya?ml$|pydata\.yml$/, 'conda'],
  [/assets\/model\/local[\w-]*\.yml$|\/model\.yml$/, 'model'],
]
/** Requests whose shape only their script knows. */
const ownShape = /keyvault\/sample_request\.json$|r\/multimodel-plumber\/sample_request\.json$/

describe.skipIf(!existsSync(fixtures))('every sample', () => {
  it('is what its name says', () => {
    let count = 0
    for (const entry of readdirSync(fixtures, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      const expected = entry.isFile() && !ownShape.test(path) && expectedByPath.find(([pattern]) => pattern.test(path))?.[1]
      if (!expected) continue
      count += 1
      expect(recognise(readFileSync(path, 'utf8'), entry.name).what, path).toBe(expected)
    }
    expect(count).toBeGreaterThan(100)
  })
})
