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

const target = { endpoint: 'prices', deployment: 'blue' }

function after(line: string, of: { endpoint: string; deployment?: string } = target): string {
  const edit = parseQuickEdit(line, parse(text), of)
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

const update = 'az ml online-deployment update --name blue --endpoint-name prices'

it.each([
  [`${update} --set instance_count=5`, text.replace('count: 1', 'count: 5')],
  [
    `az ml online-deployment update \\\n  -n blue -e PRICES \\\n  --set instance_count=5 tags.owner="Ada L" \\\n  --add list b --remove request_settings.request_timeout_ms`,
    text
      .replace('count: 1', 'count: 5')
      .replace('risk}', 'risk, owner: Ada L}')
      .replace(/request_settings:\n.*\n/, '')
      .concat('  - b\n'),
  ],
  // As a field of one line shows what was pasted.
  [`az ml online-deployment update \\   --name=blue \\--set instance_count=5`, text.replace('count: 1', 'count: 5')],
  [`az ml online-deployment update --name blue \`\r\n  --set instance_count=5`, text.replace('count: 1', 'count: 5')],
  [`$ ${update} --set instance_count=5 --force-string`, text.replace('count: 1', 'count: "5"')],
  [`!${update} --set tags='{"a": "b c"}'`, text.replace('{team: risk}', '{a: b c}')],
  [`${update} --set tags="{"a": "b c"}"`.replaceAll('{"a": "b c"}', '{\\"a\\": \\"b c\\"}'), text.replace('{team: risk}', '{a: b c}')],
  [`az ml online-deployment update -n $NAME -e "\${ENDPOINT}" --set instance_count=5`, text.replace('count: 1', 'count: 5')],
])('the whole command %j', (line, wanted) => {
  expect(after(line)).toBe(wanted)
})

it('names the options of a command that mean nothing for a file', () => {
  const line = `${update} -g rg --file blue.yml --no-wait --set instance_count=5 -o json`
  expect(parseQuickEdit(line, parse(text), target)).toEqual({
    changes: [{ op: 'set', path: ['instance_count'], value: 5 }],
    unused: ['-g rg', '--file blue.yml', '--no-wait', '-o json'],
  })
})

it.each([
  [`${update.replace('blue', 'green')} --set instance_count=5`, 'other-name: green'],
  [`${update.replace('prices', 'others')} --set instance_count=5`, 'other-endpoint: others'],
  ['az ml online-endpoint update --name prices --set tags.a=b', 'other-kind: az ml online-endpoint update'],
  ['az ml online-deployment create -f blue.yml', 'command: az ml online-deployment create'],
  ['az group list', 'command: az group list'],
  [`${update} --file blue.yml`, 'no-edit: --file blue.yml'],
  [`${update} --set instance_count=$COUNT`, 'variable: $COUNT'],
  [`${update} --set instance_count=5 && az ml online-endpoint list`, 'several: &&'],
  [`${update} --set tags.a="b`, `quotes: ${update} --set tags.a="b`],
])('the command %j is refused', (line, wanted) => {
  expect(after(line)).toBe(wanted)
})

it('takes the command for endpoints on the file of an endpoint, and a secret reference as it is', () => {
  const of = { endpoint: 'prices' }
  expect(after('az ml online-endpoint update -n prices --set tags.stage=prod', of)).toBe(text.replace('risk}', 'risk, stage: prod}'))
  expect(after('az ml online-endpoint update -n others --set tags.stage=prod', of)).toBe('other-name: others')
  expect(after(`${update} --set 'tags.key=$${'{{azureml://connections/c/credentials/k}}'}'`)).toContain('azureml://connections/c')
})
