import { describe, expect, it } from 'vitest'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { checkDocument, checkYaml } from '@/lib/domain/checks/check-document'
import { loaderRejections } from '@/lib/domain/loader/rejections'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'
import { missingWords } from '@/test/missing-words'

type Data = Record<string, unknown>
const deployment: Data = { name: 'blue', endpoint_name: 'e1', instance_type: 'Standard_DS3_v2', instance_count: 1 }
const refused = (kind: DocumentKind, data: Data) => loaderRejections(kind, data).map(({ rule, path }) => `${rule} ${path.join('.')}`.trim())

describe('what the loaders of azure-ai-ml refuse', () => {
  it.each<[string, DocumentKind, Data, string[]]>([
    ['a sound deployment', 'deployment', deployment, []],
    ['text for a number', 'deployment', { ...deployment, instance_count: '3' }, []],
    ['decimals for a whole number', 'deployment', { ...deployment, instance_count: 2.7 }, []],
    ['a word for a number', 'deployment', { ...deployment, instance_count: 'many' }, ['type instance_count']],
    ['a number for text', 'deployment', { ...deployment, name: 5 }, ['type name']],
    ['nothing', 'deployment', { ...deployment, tags: null }, ['no-value tags']],
    ['an unknown key', 'deployment', { ...deployment, scale_setting: {} }, ['unknown-key scale_setting']],
    ['a key of the service', 'deployment', { ...deployment, provisioning_state: 'Succeeded', creation_context: {} }, []],
    ['a key of az show', 'deployment', { ...deployment, resourceGroup: 'g' }, ['unknown-key resourceGroup']],
    ['a missing size', 'deployment', { name: 'blue' }, ['required instance_type']],
    ['Kubernetes without a size', 'deployment', { name: 'blue', type: 'kubernetes' }, []],
    ['resources on managed', 'deployment', { ...deployment, resources: {} }, ['unknown-key resources']],
    [
      'Kubernetes in capitals, which the loader takes for managed',
      'deployment',
      { ...deployment, type: 'Kubernetes', resources: {} },
      ['kubernetes-type type'],
    ],
    [
      'a number as CPU',
      'deployment',
      { ...deployment, type: 'kubernetes', resources: { limits: { cpu: 1 } } },
      ['type resources.limits.cpu'],
    ],
    [
      'a registry on Kubernetes',
      'deployment',
      { ...deployment, type: 'kubernetes', environment: 'azureml://registries/r/environments/e/versions/1' },
      ['kubernetes-registry environment'],
    ],
    [
      'extra keys of the default scale',
      'deployment',
      { ...deployment, scale_settings: { type: 'default', max_instances: 3 } },
      ['unknown-key scale_settings.max_instances'],
    ],
    [
      'a boolean as switch of a collection',
      'deployment',
      { ...deployment, data_collector: { collections: { a: { enabled: true } } } },
      ['allowed-values data_collector.collections.a.enabled'],
    ],
    ['a path as model', 'deployment', { ...deployment, model: './model' }, ['reference model']],
    ['a reference without a version', 'deployment', { ...deployment, model: 'azureml:m' }, []],
    [
      'a cloud path without a name',
      'deployment',
      { ...deployment, model: { path: 'azureml://datastores/d/paths/p' } },
      ['model-path-unnamed model.path'],
    ],
    [
      'conda contents in an environment',
      'deployment',
      { ...deployment, environment: { dependencies: [] } },
      ['conda-inline environment.dependencies'],
    ],
    ['a list as environment', 'deployment', { ...deployment, environment: [] }, ['type environment']],
    ['words in the spelling of REST', 'endpoint', { name: 'e1', auth_mode: 'AMLToken', identity: { type: 'SystemAssigned' } }, []],
    ['too much traffic', 'endpoint', { name: 'e1', traffic: { a: 60, b: '60' } }, ['traffic-sum traffic']],
    [
      'two identities',
      'endpoint',
      { name: 'e1', identity: { type: 'user_assigned', user_assigned_identities: [{}, {}] } },
      ['identity-one identity.user_assigned_identities'],
    ],
    ['a name with an underscore', 'endpoint', { name: 'my_endpoint' }, ['name-characters name']],
    ['a short name, which only the service refuses', 'endpoint', { name: 'e' }, []],
    ['a cluster without its prefix', 'endpoint', { name: 'e1', compute: 'cluster' }, ['reference compute']],
    ['a model without path', 'model', { name: 'm' }, []],
    [
      'a word in the spelling of REST where only small letters are read',
      'model',
      { name: 'm', type: 'CustomModel' },
      ['allowed-values type'],
    ],
    ['properties of an environment', 'environment', { name: 'e', properties: {} }, ['unknown-key properties']],
    [
      'a route without a port',
      'environment',
      {
        name: 'e',
        inference_config: { liveness_route: { path: '/' }, readiness_route: { port: 1, path: '/' }, scoring_route: { port: 1, path: '/' } },
      },
      ['required inference_config.liveness_route.port'],
    ],
    ['contents of a conda file', 'environment', { name: 'e', conda_file: { name: 'c' } }, []],
    ['a number as conda file', 'environment', { name: 'e', conda_file: 7 }, ['type conda_file']],
  ])('%s', (_, kind, data, expected) => {
    expect(refused(kind, data)).toEqual(expected)
    // What German says of it has all its values.
    expect(missingWords(checkDocument(kind, data).findings)).toEqual([])
  })
})

describe('in a text', () => {
  const stages = (text: string) =>
    checkYaml(text)
      .findings.filter(({ severity }) => severity === 'error')
      .map(({ stage, rule, path }) => `${stage} ${rule} ${path.join('.')}`)
  const head = '$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json\n'

  it.each([
    ['a yes is no text', `${head}name: yes\n`, ['load type name']],
    ['an octal number is no text', `${head}name: e12\ndescription: 010\n`, ['load type description']],
    ['a date is no text', `${head}name: e12\ndescription: 2026-11-22\n`, ['load type description']],
    ['a date that does not exist', `${head}name: e12\ndescription: 2026-13-22\n`, ['load yaml-date description']],
    ['1e5 is text', `${head}name: e12\ndescription: 1e5\n`, []],
    ['a key that is a number', `${head}name: e12\ntraffic: {1: 100}\n`, ['load type traffic.1']],
    ['a tab', `${head}name:\te12\n`, ['load yaml-tab ']],
    ['tabs in quotes and comments', `${head}name: e12 #\tx\ndescription: "a\tb"\n`, []],
    ['a key twice, which az ml does not see', `${head}name: e12\nname: e13\n`, ['rules yaml-duplicate-key name']],
    ['one finding per slip', `${head}name: e12\nauth_mod: key\n`, ['load unknown-key auth_mod']],
    ['a required key that is misspelt is one slip', `${head}nme: e12\nauth_mode: key\n`, ['load unknown-key nme']],
    ['a required key that is missing beside another slip', `${head}colour: blue\n`, ['load required name', 'load unknown-key colour']],
    ['a rule of the service stays one', `${head}name: e\n`, ['rules name-length name']],
  ])('%s', (_, text, expected) => {
    expect(stages(text)).toEqual(expected)
  })

  it('keys that az ml reads and the product does not need are no slips', () => {
    expect(checkYaml(`${head}name: e12\nlocation: westeurope\n`).findings.map(({ severity }) => severity)).toEqual(['info'])
  })
})

describe('one click', () => {
  const repaired = (kind: DocumentKind, text: string) => {
    const first = checkYaml(text, { kind }).findings.find(({ severity }) => severity === 'error')
    return first?.repairs?.[0]?.changes ? editYaml(text, first.repairs[0].changes).text : undefined
  }

  it.each<[string, DocumentKind, string, string]>([
    ['quotes a number', 'environment', 'name: e12\nimage: i\ndescription: 010\n', 'name: e12\nimage: i\ndescription: "8"\n'],
    ['quotes a date', 'model', 'name: m\npath: p\nstage: 2026-11-22 # built\n', 'name: m\npath: p\nstage: "2026-11-22" # built\n'],
    ['removes an empty line', 'model', 'name: m\npath: p\ntags:\n', 'name: m\npath: p\n'],
    ['renames a slip', 'endpoint', 'name: e12\nauth_mod: key\n', 'name: e12\nauth_mode: key\n'],
  ])('%s', (_, kind, text, expected) => {
    expect(repaired(kind, text)).toBe(expected)
  })
})
