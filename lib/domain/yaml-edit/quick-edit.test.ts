import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseQuickEdit } from './quick-edit'
import { editYaml } from './yaml-edit'

const text = `name: blue # serving
instance_count: 1
request_settings:
  request_timeout_ms: 5000
tags: {team: risk}
list:
  - a # first
`

function after(line: string): string {
  const edit = parseQuickEdit(line, parse(text))
  return 'fault' in edit ? `${edit.fault}: ${edit.word}` : editYaml(text, edit.changes).text
}

it.each([
  ['instance_count=5', text.replace('count: 1', 'count: 5')],
  ['--set request_settings.request_timeout_ms=8000 instance_count=2', text.replace('5000', '8000').replace('count: 1', 'count: 2')],
  ['--set tags.owner="Ada L"', text.replace('risk}', 'risk, owner: Ada L}')],
  ['--set instance_count=5 --force-string', text.replace('count: 1', 'count: "5"')],
  ['--set app_insights_enabled=True', text.replace('5000\n', '5000\napp_insights_enabled: true\n')],
  ['--add list b', `${text}  - b\n`],
  ['--add list key=value', `${text}  - key: value\n`],
  ['--add environment_variables A=b C=d', text.replace('list:', 'environment_variables:\n  A: b\n  C: d\nlist:')],
  ['--add tags stage=prod', text.replace('risk}', 'risk, stage: prod}')],
  ['--remove list 0', text.replace('list:\n  - a # first\n', '')],
  ['--remove request_settings.request_timeout_ms', text.replace(/request_settings:\n.*\n/, '')],
  ["--set list[0]='x y'", text.replace('- a', '- x y')],
])('%s', (line, wanted) => {
  expect(after(line)).toBe(wanted)
})

it.each([
  ['', 'empty: '],
  ['instance_count', 'no-equals: instance_count'],
  ['--set a..b=1', 'path: a..b=1'],
  ['--put a=1', 'option: --put'],
  ['--set a="x', 'quotes: --set a="x'],
  ['--remove nothing', 'not-there: nothing'],
  ['--remove list x', 'index: x'],
  ['--add name b', 'no-list: name'],
  ['--add list', 'add-without-value: list'],
])('%j is refused', (line, wanted) => {
  expect(after(line)).toBe(wanted)
})
