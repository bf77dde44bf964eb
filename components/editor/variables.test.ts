import { expect, it } from 'vitest'
import { languageWords, loadFieldWords } from '@/components/editor/language-words'
import { knownVariables } from '@/lib/contract/yaml/environment-variables'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { completeYaml } from '@/lib/domain/yaml-language/complete'
import { hoverYaml } from '@/lib/domain/yaml-language/hover'

const head = 'name: blue\nendpoint_name: e\nenvironment_variables:\n'
const hover = (locale: 'en' | 'de', line: string) => {
  const text = `${head}  ${line}`
  const found = hoverYaml(text, text.length - line.length + 2, 'deployment')
  return found && languageWords(locale).hover(found, 'deployment').join('\n')
}

it.each(Object.entries(knownVariables))('%s has a hover with meaning, default, limit and source in both languages', async (name, meta) => {
  await loadFieldWords('de')
  for (const locale of ['en', 'de'] as const) {
    const said = hover(locale, `${name}: "1"`) ?? ''
    expect(said).toContain(`\`${name}\``)
    expect(said).toMatch(/\(https:\/\/learn\.microsoft\.com\/\S+\)/)
    expect(said.includes(`\`${String(meta.default)}\``)).toBe(meta.default !== undefined)
    expect(said.includes(meta.description)).toBe(locale === 'en')
  }
})

it("says nothing about a person's own variable", () => {
  expect(hover('en', 'MY_SETTING: "1"')).toBeUndefined()
})

it('proposes the names a person sets, and none the platform sets', () => {
  const text = `${head}  `
  const labels = completeYaml({ text, offset: text.length, kind: 'deployment', facts: {} }).map(({ label }) => label)
  for (const [name, { isSetByPlatform }] of Object.entries(knownVariables)) expect(labels.includes(name), name).toBe(!isSetByPlatform)
})

it('proposes words and numbers as text', () => {
  const values = (line: string) => {
    const text = `${head}  ${line}`
    return completeYaml({ text, offset: text.length, kind: 'deployment', facts: {} }).map(({ insert }) => insert)
  }
  expect(values('WORKER_PRELOAD: ')).toEqual(expect.arrayContaining(['"true"', '"false"']))
  expect(values('WORKER_COUNT: ')).toContain('"2"')
  expect(values('AZUREML_LOG_LEVEL: ')).toContain('DEBUG')
})

it('warns exactly of those the platform sets', () => {
  for (const [name, { isSetByPlatform }] of Object.entries(knownVariables)) {
    const { findings } = checkYaml(`${head}  ${name}: "1"\n`, { kind: 'deployment' })
    expect(
      findings.some(({ rule }) => rule === 'variable-reserved'),
      name,
    ).toBe(isSetByPlatform ?? false)
  }
})
