import { expect, it } from 'vitest'
import { scriptOutline } from './script-outline'

it('finds init and run with their lines and the first parameter', () => {
  expect(
    scriptOutline('import os\n\ndef init():\n  pass\n\n@input_schema("data", x)\ndef run(data, request_headers):\n  return 1\n'),
  ).toEqual({
    init: 3,
    run: 7,
    runParameter: 'data',
  })
})
it('ignores methods and names that only begin alike', () => {
  expect(scriptOutline('class A:\n  def run(self): pass\ndef initialise(): pass\n')).toEqual({})
})
