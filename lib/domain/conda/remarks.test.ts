import { createTranslator } from 'next-intl'
import { expect, it } from 'vitest'
import { checkConda } from '@/lib/domain/checks/conda-file'
import { condaFaults, sayConda } from '@/lib/domain/conda/remarks'
import sentences from '@/messages/de/rules.json'

const t = createTranslator({ locale: 'de', messages: { rules: sentences }, namespace: 'rules' })

it('every fault and note of a conda file has a German sentence of its own', () => {
  for (const fault of condaFaults) {
    const { values, message } = sayConda(fault, { name: 'paket', found: 'wort' })
    const said = (['conda-file', 'conda-package'] as const).map((rule) => t(rule, { ...values, line: 3, reason: 'ENGLISH' }))
    const [own, ...others] = said.filter((sentence) => !sentence.includes('ENGLISH'))
    expect(others, fault).toEqual([])
    expect(own, fault).toMatch(/^Zeile 3/)
    for (const value of ['paket', 'wort']) expect(own?.includes(value), `${fault}: ${value}`).toBe(message.includes(value))
  }
})

it.each([
  ['dependencies: [', 'yaml-syntax', { fault: 'bracket', found: ']' }],
  ['dependencies:\n  - "=="\n', 'conda-file', { fault: 'spec', found: '==' }],
  ['dependencies:\n  - numpy=1|2\n', 'conda-file', { fault: 'choice', name: 'numpy' }],
  ['dependencies:\n  - pip:\n    - 3\n', 'conda-file', { fault: 'pipText' }],
  ['dependencies:\n  - python=three\n', 'conda-file', { fault: 'version', name: 'python', found: 'three' }],
  ['dependencies:\n  - pytorch=2.3.1\n', 'conda-package', { fault: 'mapped', name: 'pytorch', found: 'torch' }],
])('%j', (text, rule, values) => {
  const found = checkConda({ text }, { path: ['environment', 'conda_file'], file: 'conda.yml', isInline: false, needsServer: false })
  expect(found).toContainEqual(expect.objectContaining({ rule, values: expect.objectContaining(values) }))
})
