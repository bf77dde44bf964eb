import { describe, expect, it } from 'vitest'
import { parseEditable, valueAt, writeAt } from './yaml-edit'

const text = `# green: retrained
name: green
model:
  path: ./model # the new one
x-team: risk
`

describe('a field edit', () => {
  it('keeps comments, order and unknown keys', () => {
    expect(writeAt(text, ['name'], 'blue')).toBe(text.replace('name: green', 'name: blue'))
  })
  it('creates the parents it needs', () => {
    const edited = writeAt(text, ['request_settings', 'request_timeout_ms'], 9000)
    expect(valueAt(parseEditable(edited), ['request_settings', 'request_timeout_ms'])).toBe(9000)
    expect(edited).toContain('# the new one')
  })
  it('removes a key and the parent that became empty', () => {
    const edited = writeAt(
      writeAt(text, ['request_settings', 'request_timeout_ms'], 9000),
      ['request_settings', 'request_timeout_ms'],
      undefined,
    )
    expect(edited).toBe(text)
  })
  it('lets a scalar give way to a deeper key', () => {
    const edited = writeAt('model: azureml:m:1\n', ['model', 'path'], './m')
    expect(valueAt(parseEditable(edited), ['model'])).toEqual({ path: './m' })
  })
  it('leaves a text alone that does not parse', () => {
    expect(writeAt('a: [', ['name'], 'x')).toBe('a: [')
  })
})

it('writes into an empty mapping line by line', () => {
  const empty = writeAt('name: blue\n', ['environment'], { build: {} })
  expect(writeAt(empty, ['environment', 'build', 'path'], 'docker')).toBe('name: blue\nenvironment:\n  build:\n    path: docker\n')
})
