import { describe, expect, it } from 'vitest'
import { checkWithFiles } from '@/lib/domain/checks/check-with-files'
import type { FileView } from '@/lib/domain/checks/files'
import { applyEdits } from '@/lib/domain/yaml-edit/pieces'

const tree: Record<string, string | undefined> = {
  'src/score.py': 'def init():\n    pass\n\ndef run(data):\n    return data\n',
  'src/empty.py': 'import os\np = "/var/azureml-app/azureml-models/m/1"\n',
  'model/model.pkl': '',
  'mlflow/MLmodel': '',
  'conda.yaml': 'dependencies:\n  - python=3.12\n  - numpy=2\n  - pip:\n    - azureml-inference-server-http\n',
  'bare.yaml': 'dependencies:\n  - numpy=2\n',
  'bad.yaml': 'dependencies:\n  - numpy=2\n  - r-base=4\n',
  'docker/Dockerfile': 'FROM x',
  'many/Dockerfile': 'FROM x',
  'heavy/Dockerfile': 'FROM x',
}
const view: FileView = {
  kind: (path) => {
    const clean = path.replace(/^\.\//, '').replace(/\/+$/, '')
    if (clean in tree) return 'file'
    return Object.keys(tree).some((file) => file.startsWith(`${clean}/`)) ? 'folder' : undefined
  },
  text: (path) => tree[path],
  count: (path, limit) => (path === 'many' ? limit : 1),
  bytes: (path, limit) => (path === 'heavy' ? limit + 1 : 1),
}
const deployment = {
  model: { path: 'model/' },
  code_configuration: { code: 'src/', scoring_script: 'score.py' },
  environment: { image: 'i', conda_file: 'conda.yaml' },
}
/** Where there is no Python: the script is looked at by its outline. */
const doors = { view, readScript: async () => undefined }
const found = async (document: Record<string, unknown>, kind: 'deployment' | 'model' | 'environment' = 'deployment') =>
  (await checkWithFiles(kind, document, doors))
    .filter(({ rule }) => rule !== 'script-no-python' && rule !== 'conda-unpinned')
    .map((finding) => `${finding.severity} ${finding.rule} ${finding.path.join('.')}`)

it('offers the script that was most likely meant', async () => {
  const repairOf = async (script: string, names: string[]) =>
    (
      await checkWithFiles(
        'deployment',
        { ...deployment, code_configuration: { code: 'src/', scoring_script: script } },
        { ...doors, view: { ...view, names: () => names } },
      )
    ).find(({ rule }) => rule === 'script-exists')?.repairs?.[0]
  expect(await repairOf('scor.py', ['README.md', 'empty.py', 'score.py'])).toMatchObject({
    label: 'Write score.py',
    changes: [{ op: 'set', path: ['code_configuration', 'scoring_script'], value: 'score.py' }],
  })
  expect(await repairOf('main.py', ['inner/score.py'])).toMatchObject({ label: 'Write inner/score.py' })
  expect(await repairOf('main.py', ['one.py', 'other.py'])).toBeUndefined()
})

it('offers the versions that were resolved last as pins of the conda file', async () => {
  const text = 'dependencies:\n  - python=3.11\n  - pip:\n      - azureml-inference-server-http\n      - joblib # no version\n'
  const pinned = { ...doors, view: { ...view, text: (path: string) => (path === 'conda.yaml' ? text : view.text(path)) } }
  const findings = await checkWithFiles('deployment', deployment, { ...pinned, resolved: { joblib: '1.5.1' } })
  const repair = findings.find(({ rule }) => rule === 'conda-unpinned')?.repairs?.[0]
  expect(repair?.edits && applyEdits(text, repair.edits)).toBe(text.replace('joblib #', 'joblib==1.5.1 #'))
})

describe('checkFiles', () => {
  it('is silent when everything is there', async () => {
    expect(await found(deployment)).toEqual([])
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['a missing model', { model: { path: 'modell/' } }, 'error path-exists model.path'],
    ['an MLflow folder without MLmodel', { model: { path: 'model', type: 'mlflow_model' } }, 'error mlmodel-exists model.path'],
    [
      'a missing code folder',
      { code_configuration: { code: 'source', scoring_script: 'score.py' } },
      'error path-exists code_configuration.code',
    ],
    [
      'a file as code folder',
      { code_configuration: { code: 'src/score.py', scoring_script: 'score.py' } },
      'error code-folder code_configuration.code',
    ],
    [
      'a script elsewhere',
      { code_configuration: { code: 'src', scoring_script: 'other.py' } },
      'error script-exists code_configuration.scoring_script',
    ],
    [
      'a script without init',
      { code_configuration: { code: 'src', scoring_script: 'empty.py' } },
      'warning script-init code_configuration.scoring_script',
    ],
    [
      'a hard-coded prefix',
      { code_configuration: { code: 'src', scoring_script: 'empty.py' } },
      'warning hard-coded-prefix code_configuration.scoring_script',
    ],
    ['a missing conda file', { environment: { image: 'i', conda_file: 'c.yaml' } }, 'error path-exists environment.conda_file'],
    ['a package only conda has', { environment: { image: 'i', conda_file: 'bad.yaml' } }, 'error conda-package environment.conda_file'],
    [
      'a conda file without the server',
      { environment: { image: 'i', conda_file: 'bare.yaml' } },
      'warning inference-server environment.conda_file',
    ],
    ['a build context of too many files', { environment: { build: { path: 'many' } } }, 'error build-context-limit environment.build.path'],
    [
      'a build context of too many bytes',
      { environment: { build: { path: 'heavy' } } },
      'error build-context-limit environment.build.path',
    ],
    ['a missing Dockerfile', { environment: { build: { path: 'model' } } }, 'error dockerfile-exists environment.build.path'],
  ])('finds %s', async (_, change, expected) => {
    expect(await found({ ...deployment, ...change })).toContain(expected)
  })

  it('stands at the line of the conda file', async () => {
    const [finding] = await checkWithFiles('environment', { conda_file: 'bad.yaml' }, doors)
    expect(finding).toMatchObject({ file: 'bad.yaml', line: 3, column: 5, endLine: 3, endColumn: 13 })
    expect(finding?.message).toContain('r-base')
  })

  it('leaves references and remote paths alone', async () => {
    expect(
      await found({
        model: 'azureml:m:1',
        code_configuration: { code: 'azureml:c:1', scoring_script: 's.py' },
        environment: 'azureml:e:1',
      }),
    ).toEqual([])
    expect(await found({ path: 'azureml://datastores/d/paths/p' }, 'model')).toEqual([])
    expect(await found({ path: 'mlflow', type: 'MLFLOW_MODEL' }, 'model')).toEqual([])
    expect(await found({ build: { path: 'docker' } }, 'environment')).toEqual([])
  })
})
