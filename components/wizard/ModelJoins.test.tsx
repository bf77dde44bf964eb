// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { renderInStudio } from '@/components/ui/render-for-test'
import { ModelJoins } from '@/components/wizard/ModelJoins'
import type { ModelJoin } from '@/lib/contract/checks'
import type { Finding } from '@/lib/contract/finding'

afterEach(cleanup)

const joins: ModelJoin[] = [
  { file: 'src/score.py', line: 8, path: 'model/model.pkl', nearest: 'model/sklearn_model.pkl' },
  { file: 'src/score.py', line: 9, path: 'labels.txt', kind: 'file' },
  { file: 'src/score.py', line: 10, path: '*.json', isUnknown: true },
]
const finding: Finding = {
  path: ['code_configuration', 'scoring_script'],
  severity: 'warning',
  rule: 'script-model-path',
  message: 'not there',
  file: 'src/score.py',
  line: 8,
  repairs: [{ label: 'Write the other one', edits: [] }],
}

test('each join says whether the model has it; the nearest match is one click', () => {
  const repair = vi.fn()
  renderInStudio(<ModelJoins joins={joins} findings={[finding]} onRepair={repair} />)
  const list = screen.getByRole('region', { name: 'What the script joins to it' })
  expect([...list.querySelectorAll('li')].map((row) => row.textContent)).toEqual([
    'model/model.pklsrc/score.py:8Does not exist; the model has model/sklearn_model.pkl.Write this path',
    'labels.txtsrc/score.py:9Exists.',
    '*.jsonsrc/score.py:10Cannot be compared: a pattern, or a model with more files than are known here.',
  ])
  fireEvent.click(screen.getByRole('button', { name: 'Write this path' }))
  expect(repair).toHaveBeenCalledWith(finding, 0)
})

test('nothing is offered where nothing can be written; German is German', () => {
  renderInStudio(<ModelJoins joins={joins} findings={[finding]} />, { locale: 'de' })
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.getByText('Nicht vorhanden; das Modell hat model/sklearn_model.pkl.')).toBeTruthy()
})
