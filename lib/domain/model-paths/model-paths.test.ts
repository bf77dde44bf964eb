import { describe, expect, it } from 'vitest'
import { inlineModelTree, modelPathExpression, resolveModelPath } from '@/lib/domain/model-paths/model-paths'

const folder = inlineModelTree('model', ['a.pkl', 'labels/en.json', 'labels/de.json'])
const file = inlineModelTree('a.pkl', undefined)

describe('what AZUREML_MODEL_DIR will contain', () => {
  it('keeps the folder’s own name; a single file lies directly in it', () => {
    expect(folder.files).toEqual(['model/a.pkl', 'model/labels/en.json', 'model/labels/de.json'])
    expect(file.files).toEqual(['a.pkl'])
  })

  it.each([
    [folder, 'model/a.pkl', { kind: 'file' }],
    [folder, './model//labels/', { kind: 'folder' }],
    [folder, 'a.pkl', { nearest: 'model/a.pkl' }],
    [folder, 'model/A.PKL', { nearest: 'model/a.pkl' }],
    [folder, 'model/a.pkl ', { nearest: 'model/a.pkl' }],
    [folder, 'models/label/en.json', { nearest: 'model/labels/en.json' }],
    [folder, 'model/b.pkl', { nearest: 'model/a.pkl' }],
    [inlineModelTree('m', ['a/net.joblib', 'b/net.joblib']), 'm/b/net.pkl', { nearest: 'm/b/net.joblib' }],
    [folder, 'model/*.pkl', { isUnknown: true }],
    [folder, '../elsewhere', { isUnknown: true }],
    [file, 'model/a.pkl', { nearest: 'a.pkl' }],
    [{ ...folder, isPartial: true }, 'model/z.bin', { isUnknown: true }],
    [folder, '', { kind: 'folder' }],
  ])('looks up in %j: %s', (tree, suffix, expected) => {
    expect(resolveModelPath(tree, suffix)).toEqual(expected)
  })

  it('offers the only file of a folder where a file is opened', () => {
    expect(resolveModelPath(inlineModelTree('m', ['x.pt']), 'm', 'file')).toEqual({ kind: 'folder', nearest: 'm/x.pt' })
  })
})

describe('the expression for a path', () => {
  const root = 'os.getenv("AZUREML_MODEL_DIR")'
  it.each([
    [{ style: 'join', function: 'path.join', root }, `path.join(${root}, "m", "a.pkl")`],
    [{ style: 'slash', function: null, root: 'BASE' }, 'BASE / "m" / "a.pkl"'],
    [{ style: 'format', function: null, root: 'base' }, 'f"{base}/m/a.pkl"'],
    [{ style: 'format', function: null, root: "os.environ['A']" }, 'os.path.join(os.environ[\'A\'], "m", "a.pkl")'],
    [{ style: 'plus', function: null, root: 'base' }, 'base + "/m/a.pkl"'],
    [{ style: 'other', function: null, root: null }, 'os.path.join(os.environ["AZUREML_MODEL_DIR"], "m", "a.pkl")'],
  ] as const)('in the manner of %j', (style, expected) => {
    expect(modelPathExpression('m/a.pkl', style)).toBe(expected)
  })
})
