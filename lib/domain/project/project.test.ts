import { describe, expect, it } from 'vitest'
import { folderOf, relativeFrom, resolveIn } from '@/lib/domain/project/project-paths'
import { recogniseDocument } from '@/lib/domain/project/recognise-document'

describe('what a file of a folder is', () => {
  it.each([
    ['endpoint.yml', 'name: a\nauth_mode: key\n', 'endpoint a'],
    ['d.yml', '$schema: https://x/managedOnlineDeployment.schema.json\nname: blue\nendpoint_name: a\n', 'deployment blue'],
    ['conda.yaml', 'name: env\ndependencies:\n  - python=3.11\n', 'conda env'],
    ['broken.yml', '$schema: https://x/managedOnlineEndpoint.schema.json\nname: [\n', 'endpoint undefined'],
    ['MLmodel.yml', 'path: x\nflavors: {}\n', 'none'],
    ['compose.yml', 'services:\n  a: {}\n', 'none'],
  ])('%s', (path, text, expected) => {
    const found = recogniseDocument(path, text)
    expect(found ? `${found.kind} ${found.name}` : 'none').toBe(expected)
  })
})

describe('paths inside a project', () => {
  it('are resolved and written relative', () => {
    expect(resolveIn('deploy', '../code/score.py')).toBe('code/score.py')
    expect(resolveIn('deploy', '../../x')).toBeUndefined()
    expect(resolveIn('', '/etc/passwd')).toBeUndefined()
    expect(resolveIn('', 'azureml:model:1')).toBeUndefined()
    expect(relativeFrom('deploy/blue', 'deploy/env/conda.yaml')).toBe('../env/conda.yaml')
    expect(relativeFrom('', 'score.py')).toBe('score.py')
    expect(folderOf('score.py')).toBe('')
  })
})
