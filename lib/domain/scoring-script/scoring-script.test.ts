import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConda } from '@/lib/domain/conda/conda'
import { scriptOutline } from '@/lib/domain/script-outline'
import { guessModel, pathsFor, scriptKinds } from './model-kind'
import { pickledSklearnVersion } from './pickled-version'
import { generateScoringScript, modelDirJoin } from './scoring-script'

describe('guessModel', () => {
  it.each([
    [['model-blue/diabetes.joblib'], 'sklearn', 'model-blue/diabetes.joblib'],
    [['README.md', 'net.pt'], 'pytorch', 'net.pt'],
    [['m/MLmodel', 'm/model.pkl', 'm/conda.yaml'], 'mlflow', 'm'],
    [['MLmodel', 'model.pkl'], 'mlflow', ''],
    [['deep/er/a.onnx', 'b.onnx'], 'onnx', 'b.onnx'],
    [['m/saved_model.pb', 'm/variables/variables.index'], 'tensorflow', 'm'],
    [['xgb_model.json', 'notes.json'], 'xgboost', 'xgb_model.json'],
    [['lightgbm_model.txt'], 'lightgbm', 'lightgbm_model.txt'],
    [['model.safetensors', 'config.json'], 'generic', 'config.json'],
    [[], 'generic', ''],
  ])('%j is %s at %s', (paths, kind, path) => expect(guessModel(paths)).toEqual({ kind, path }))

  it('offers the files that fit, else all', () => {
    expect(pathsFor('sklearn', ['m/a.pkl', 'm/b.joblib', 'm/readme.md'])).toEqual(['m/a.pkl', 'm/b.joblib'])
    expect(pathsFor('onnx', ['m/a.pkl'])).toEqual(['m/a.pkl'])
  })
})

describe('generateScoringScript', () => {
  it('joins the path of the model tree, whatever its names', () => {
    expect(modelDirJoin('model/sub folder/a"b.pkl')).toBe(
      'os.path.join(os.environ["AZUREML_MODEL_DIR"], "model", "sub folder", "a\\"b.pkl")',
    )
    expect(modelDirJoin('')).toBe('os.environ["AZUREML_MODEL_DIR"]')
  })

  it.each(scriptKinds.flatMap((kind) => [[kind, true] as const, [kind, false] as const]))(
    '%s, schema %s: has init and run, and a conda file that builds',
    (kind, schema) => {
      const { script, conda } = generateScoringScript({ kind, path: 'm/x', schema })
      const outline = scriptOutline(script)
      expect([outline.init, outline.run].every(Boolean)).toBe(true)
      expect(script).toContain('"m", "x"')
      expect(script).not.toContain('undefined')
      const parsed = parseConda(conda)
      expect(parsed.errors).toEqual([])
      expect(parsed.requirements).toContain('azureml-inference-server-http')
      // Every imported module comes with a package of the conda file.
      for (const [module, name] of [
        ['numpy', 'numpy'],
        ['torch', 'torch'],
        ['onnxruntime', 'onnxruntime'],
        ['joblib', 'joblib'],
      ] as const)
        if (new RegExp(`^import ${module}\\b`, 'm').test(script)) expect(parsed.requirements.join(' ')).toContain(name)
    },
  )

  it('pins the version the model was saved with', () => {
    const bytes = readFileSync(join(import.meta.dirname, '../../../samples/diabetes-regression/model-blue/diabetes.joblib'))
    const packageVersion = pickledSklearnVersion(bytes)
    expect(packageVersion).toBe('1.7.0')
    const { conda } = generateScoringScript({ kind: 'sklearn', path: 'a.joblib', schema: false, packageVersion: packageVersion ?? '' })
    expect(parseConda(conda).requirements).toContain('scikit-learn==1.7.0')
    expect(pickledSklearnVersion(new Uint8Array([1, 2, 3]))).toBeUndefined()
    expect(pickledSklearnVersion(Buffer.from('_sklearn_version; rm -rf'))).toBeUndefined()
  })
})
