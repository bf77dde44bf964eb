/** Samples that work have nothing to be warned of: every remark on them stands here with its reason. */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { endScriptLint } from '@/lib/script-lint/read-script'
import { validateFile } from '@/scripts/validate'
import { missingWords } from '@/test/missing-words'

afterAll(endScriptLint)
const root = join(import.meta.dirname, '..')

const yamlBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /deployment[^/]*\.ya?ml$/i.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
    : []

/** True of any sample: it is for a trial. */
const general: Record<string, string> = {
  'high-availability': 'samples run one instance',
}

describe('our samples', () => {
  /** Made to fail, each in one way. */
  const broken: Record<string, string[]> = {
    'samples/broken/syntax-error/deployment.yml': ['script-syntax'],
    'samples/broken/wrong-model-path/deployment.yml': ['script-model-path'],
    'samples/broken/missing-module/deployment.yml': ['script-import'],
    'samples/broken/memory/deployment.yml': ['instance-type-small'],
  }
  const files = yamlBelow(join(root, 'samples'))

  it('are there', () => expect(files.length).toBeGreaterThan(10))

  it.each(files.map((file) => relative(root, file)))('%s', async (file) => {
    const { findings } = await validateFile(file, 'deployment', root)
    const told = findings.map(({ rule }) => rule).filter((rule) => !(rule in general))
    expect(told, JSON.stringify(findings)).toEqual(broken[file] ?? [])
  })
})

const microsoft = join(root, '../shared/fixtures/azureml-examples')
if (!existsSync(microsoft)) console.info("skipped: Microsoft's samples, because ../shared/fixtures/azureml-examples is absent")

describe.skipIf(!existsSync(microsoft))("Microsoft's samples", () => {
  const allowed: Record<string, string> = {
    ...general,
    'path-exists': 'the fixtures hold no code folders and not every model',
    'name-characters': 'underscores, against the documented rule',
    placeholder: 'a script replaces them',
    'python-end': 'Python 3.10 ended in October 2026',
    'conda-unpinned': 'the files do not pin',
    'endpoint-name-missing': 'given on the command line there',
    'instance-type-small': 'small sizes for a trial',
    'environment-no-code': 'registered MLflow models',
  }

  it.each(yamlBelow(microsoft).map((file) => relative(microsoft, file)))('%s', async (file) => {
    const { findings } = await validateFile(file, 'deployment', microsoft)
    expect(findings.filter(({ rule }) => !(rule in allowed))).toEqual([])
    expect(missingWords(findings)).toEqual([])
  })
})
