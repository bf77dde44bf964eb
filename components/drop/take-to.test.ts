import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { looksLikeFile } from '@/components/drop/dropped'
import { assetOf, continueWith, draftDeployment, newDeploymentHref, plainEndpoint, relativePathsOf } from '@/components/drop/take-to'
import { blankYaml, fieldsOf, isBlank, withFields } from '@/components/endpoints/create/draft'
import type { SaveDraft } from '@/lib/contract/draft'

const deployment = `# why blue
name: blue   # kept
endpoint_name: other
model:
  path: ../model
code_configuration: { code: ./src, scoring_script: score.py }
environment: azureml:env:1
`
/** Drafts of the studio, by id. */
const kept = new Map<string, SaveDraft & { revision: number }>()
beforeEach(() => {
  kept.clear()
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    const id = path.split('/').at(-1) ?? ''
    if (init?.method !== 'PUT') return kept.has(id) ? Response.json({ id, ...kept.get(id) }) : Response.json({}, { status: 404 })
    const draft: SaveDraft = JSON.parse(String(init.body))
    kept.set(id, { ...draft, revision: draft.ifRevision + 1 })
    return Response.json({ revision: draft.ifRevision + 1 })
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('a dropped deployment', () => {
  it('gets an endpoint of its own kind', () => {
    expect(fieldsOf(plainEndpoint('on-aks', 'kubernetes'))).toMatchObject({ name: 'on-aks', compute: '' })
    expect(fieldsOf(plainEndpoint('mine'))).toMatchObject({ name: 'mine', authMode: 'key' })
    expect(fieldsOf(plainEndpoint('mine')).compute).toBeUndefined()
  })

  it('goes to its endpoint with its text, only the endpoint name written where it differs', async () => {
    const id = await draftDeployment(deployment, 'mine', '/data/project', true)
    expect(kept.get(id)).toMatchObject({
      kind: 'deployment',
      endpoint: 'mine',
      name: 'blue',
      yaml: deployment.replace('endpoint_name: other', 'endpoint_name: mine'),
      state: { baseDir: '/data/project', sendAllTraffic: true },
    })
  })

  it('follows the endpoint that was created first, also under another name', async () => {
    const id = await draftDeployment(deployment, 'other', undefined, true)
    expect(await continueWith(id, 'renamed')).toBe(newDeploymentHref('renamed', id))
    expect(kept.get(id)).toMatchObject({ endpoint: 'renamed', yaml: deployment.replace('other', 'renamed') })
    expect(await continueWith('gone', 'renamed')).toBeUndefined()
  })

  it('names the paths that need its folder', () => {
    expect(relativePathsOf(deployment)).toEqual(['../model', './src'])
    expect(relativePathsOf('model:\n  path: azureml://jobs/x\nenvironment: azureml:e:1\n')).toEqual([])
  })
})

describe('a dropped endpoint', () => {
  const text = '# ours\r\nname: a # short\r\nauth_mode: key\r\npublic_network_access: disabled\r\ntags: {team: risk}\r\n'
  it('keeps comments, unknown keys and line ends; a change of the form is the smallest edit', () => {
    expect(fieldsOf(text)).toMatchObject({ name: 'a', authMode: 'key', tags: [{ key: 'team', value: 'risk' }] })
    expect(withFields(text, { name: 'b', authMode: 'aml_token' })).toBe(
      text.replace('name: a #', 'name: b #').replace('auth_mode: key', 'auth_mode: aml_token'),
    )
    expect(withFields(text, { tags: [] })).not.toContain('team')
    expect(withFields(text, { name: 'a', description: ' ', tags: fieldsOf(text).tags })).toBe(text)
  })
  it('begins with a file that is worth nothing yet', () => {
    expect(isBlank(blankYaml)).toBe(true)
    expect(isBlank(withFields(withFields(blankYaml, { name: 'a' }), { name: '' }))).toBe(true)
    expect(isBlank(text)).toBe(false)
    expect(isBlank(`# mine\n${blankYaml}`)).toBe(false)
  })
  it('becomes one of Kubernetes and back by its $schema, before a compute is chosen too', () => {
    const onCluster = withFields(blankYaml, { compute: '' })
    expect(fieldsOf(onCluster).compute).toBe('')
    expect(withFields(onCluster, { compute: 'aks' })).toBe(
      blankYaml.replace('managed', 'kubernetes').replace('name:\n', 'name:\ncompute: azureml:aks\n'),
    )
    expect(withFields(withFields(onCluster, { compute: 'aks' }), { compute: undefined })).toBe(blankYaml)
  })
})

it('models, environments and conda files fill the form of their kind', () => {
  expect(assetOf('model', 'name: m\nversion: 2\npath: ./model\ntype: mlflow_model\n', '/data')).toEqual({
    kind: 'models',
    name: 'm',
    version: '2',
    path: '/data/model',
    type: 'mlflow_model',
  })
  expect(assetOf('environment', 'name: e\nimage: i\nconda_file: c.yml\n', undefined, 'name: c\n')).toEqual({
    kind: 'environments',
    name: 'e',
    image: 'i',
    conda: 'name: c\n',
  })
  expect(assetOf('conda', 'name: c\ndependencies: []\n', undefined)).toMatchObject({ kind: 'environments', name: 'c' })
})

it.each([
  ['name: blue\nendpoint_name: a\n', true],
  ['{\n  "name": "a"\n}', true],
  ['a word', false],
  ['https://example.org/a: b', false],
  ['two\nlines of text', false],
])('a paste of %j is a file: %s', (text, expected) => {
  expect(looksLikeFile(text)).toBe(expected)
})
