import { expect, it, vi } from 'vitest'
import { ProblemError } from '@/lib/problems/problem'
import { registeredHere, registeredTree } from '@/lib/server/registered-tree'

const versions: Record<string, { files: { path: string }[]; fileCount: number }> = {
  'm:1': { files: [{ path: 'model/a.pkl' }, { path: 'labels.txt' }], fileCount: 2 },
  'large:1': { files: [{ path: 'a' }], fileCount: 900 },
  'packed:1': { files: [{ path: 'model.TAR.GZ' }], fileCount: 1 },
  'elsewhere:1': { files: [], fileCount: 0 },
}
const asked = vi.hoisted(() => [] as string[])
vi.mock('@/lib/server/connection', () => ({ getConnection: () => ({}) }))
vi.mock('@/lib/arm/registered', () => ({
  assetVersion: async (_connection: unknown, _kind: string, name: string, version: string) => {
    asked.push(`${name}:${version}`)
    const found = versions[`${name}:${version}`]
    if (found) return found
    throw new ProblemError({ code: 'NotFound', message: 'gone', origin: 'agent', retryable: false }, 404)
  },
  assetDetail: async (_connection: unknown, _kind: string, name: string) => {
    if (name === 'm') return { versionList: [{ version: '1' }], latestVersion: '1' }
    const status = name === 'away' ? 503 : 404
    throw new ProblemError({ code: 'NotFound', message: 'gone', origin: 'agent', retryable: false }, status)
  },
  assetSummaries: async () => [{ name: 'm', latestVersion: '1' }, { name: 'emptied' }],
}))

it('knows the files of a registered version, and asks once for a while', async () => {
  expect(await registeredTree('azureml:m:1')).toEqual({ files: ['model/a.pkl', 'labels.txt'], isPartial: false })
  await registeredTree('azureml:m:1')
  expect(asked).toEqual(['m:1'])
})

it('says nothing where the files are not known whole or at all', async () => {
  expect(await registeredTree('azureml:large:1')).toMatchObject({ isPartial: true })
  expect(await registeredTree('azureml:packed:1')).toMatchObject({ isPartial: true })
  for (const reference of [
    'azureml:elsewhere:1',
    'azureml:gone:1',
    'azureml:gone@latest',
    'azureml:m@stable',
    './model',
    { path: './model' },
    undefined,
  ])
    expect(await registeredTree(reference)).toBeUndefined()
})

it('follows @latest', async () => {
  expect(await registeredTree('azureml:m@latest')).toEqual({ files: ['model/a.pkl', 'labels.txt'], isPartial: false })
})

it('says what is registered under a name, which names there are instead, and nothing without the agent', async () => {
  expect(await registeredHere('models', 'm')).toEqual({ versions: ['1'], latest: '1', others: [] })
  expect(await registeredHere('environments', 'mm')).toEqual({ versions: [], others: [{ name: 'm', latest: '1' }] })
  expect(await registeredHere('models', 'away')).toBeUndefined()
})
