import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConda } from '@/lib/domain/conda/conda'
import { mlflowEnvironment, mlflowNeeds } from './mlflow-environment'
import { parseMlmodel } from './mlmodel'

const sample = (name: string) => readFileSync(join(import.meta.dirname, '../../../samples/mlflow-sklearn/model', name), 'utf8')
const facts = parseMlmodel(sample('MLmodel'))
if (!facts) throw new Error('the sample has no MLmodel')

describe('MLmodel', () => {
  it('names flavours, Python, signature and the files beside it', () => {
    expect(facts).toEqual({
      flavors: ['python_function', 'sklearn'],
      hasPyfunc: true,
      loaderModule: 'mlflow.sklearn',
      pythonVersion: '3.11.7',
      mlflowVersion: '3.1.4',
      condaFile: 'conda.yaml',
      pythonEnvFile: 'python_env.yaml',
      inputs: ['age', 'bmi', 'bp'].map((name) => ({ name, type: 'double' })),
      outputs: [{ type: 'tensor float64 [-1]' }],
      inputExample: 'input_example.json',
    })
  })

  it('reads the form before MLflow 2 and refuses names that lead out of the folder', () => {
    const old = parseMlmodel('flavors:\n  python_function:\n    env: conda.yml\n    loader_module: x\n')
    expect(old).toMatchObject({ condaFile: 'conda.yml', hasPyfunc: true })
    expect(old?.inputs).toBeUndefined()
    expect(parseMlmodel('flavors:\n  python_function:\n    env: {conda: ../../secret, virtualenv: /etc/passwd}\n')).toMatchObject({
      condaFile: 'conda.yaml',
      pythonEnvFile: 'python_env.yaml',
    })
  })

  it.each(['', 'flavors: 1', '{', '- a', 'signature: x'])('%j is none', (text) => expect(parseMlmodel(text)).toBeUndefined())
})

describe('environment', () => {
  const files = { conda: sample('conda.yaml'), pythonEnv: sample('python_env.yaml'), requirements: sample('requirements.txt') }

  it('is the conda file, which says the same as the other files do', () => {
    const own = mlflowEnvironment(facts, files)
    expect(own).toEqual({ condaFile: files.conda, from: 'conda.yaml' })
    const made = mlflowEnvironment(facts, { pythonEnv: files.pythonEnv, requirements: files.requirements })
    expect(made.from).toBe('python_env.yaml')
    const listed = mlflowEnvironment(facts, { requirements: `# pinned\n${files.requirements}` })
    expect(listed.from).toBe('requirements.txt')
    for (const { condaFile } of [made, listed]) {
      const [a, b] = [parseConda(condaFile), parseConda(files.conda)]
      expect([a.errors, a.requirements, a.pythonVersion]).toEqual([[], b.requirements, b.pythonVersion])
    }
    expect(parseConda(mlflowEnvironment(facts, {}).condaFile)).toMatchObject({ requirements: [], pythonVersion: '3.11.7', errors: [] })
  })

  it('gets the MLflow the model was saved with when it names none', () => {
    expect(mlflowNeeds(facts, files.conda)).toEqual([])
    const bare = 'dependencies:\n  - python=3.11\n  - pip: [scikit-learn, pandas]\n'
    expect(mlflowNeeds(facts, bare)).toEqual(['mlflow-skinny==3.1.4', 'numpy'])
    expect(mlflowNeeds(facts, 'dependencies:\n  - pip: [mlflow-skinny==2.9.0]\n')).toEqual(['numpy', 'pandas'])
    expect(mlflowNeeds({}, bare)).toEqual(['mlflow-skinny', 'numpy'])
    expect(mlflowNeeds({ mlflowVersion: '3; import os' }, bare)[0]).toBe('mlflow-skinny')
  })
})
