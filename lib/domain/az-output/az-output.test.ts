import { describe, expect, it } from 'vitest'
import { azCommand, formatResult } from './az-output'
// Printed by knack 0.14, the library under `az`, from the same data and queries.
import printed from './knack-output.json'
import { runQuery } from './query'

describe('prints what az prints', () => {
  for (const example of printed.cases) {
    const data: unknown = example.data === 'endpoints' ? printed.endpoints : printed.deployment
    it(`${example.data} ${example.query || 'without a query'}`, async () => {
      const outcome = await runQuery(data, example.query)
      if (!outcome.ok) throw new Error(outcome.fault.message)
      expect(outcome.beyondAz).toEqual([])
      expect(formatResult(outcome.result, 'json')).toBe(example.json)
      expect(formatResult(outcome.result, 'table') ?? null).toBe(example.table)
      expect(formatResult(outcome.result, 'tsv')).toBe(example.tsv)
      expect(formatResult(outcome.result, 'yaml')).toBe(example.yaml)
      expect(formatResult(outcome.result, 'yamlc')).toBe(example.yaml)
      expect(formatResult(outcome.result, 'none')).toBe('')
    })
  }
})

describe('a fault in an expression', () => {
  const faultOf = async (expression: string) => {
    const outcome = await runQuery(printed.endpoints, expression)
    return outcome.ok ? undefined : [outcome.fault.kind, outcome.fault.position]
  }
  it('is named with its place', async () => {
    expect(await faultOf('[?name==')).toEqual(['unclosed', 0])
    expect(await faultOf("[].name == 'abc")).toEqual(['unclosed', 11])
    expect(await faultOf('[].')).toEqual(['unfinished', 3])
    expect(await faultOf('[].name location')).toEqual(['unexpected', 8])
    expect(await faultOf('[].name | nope(@)')).toEqual(['evaluation', 10])
    expect(await faultOf('[0].name | length(@, @)')).toEqual(['evaluation', 11])
  })
  it('says what az itself does not know', async () => {
    const outcome = await runQuery(printed.endpoints, '[].items(traffic)')
    expect(outcome.ok && outcome.beyondAz).toEqual(['items()'])
  })
})

it('takes a literal without quotes for a text, as az does', async () => {
  const outcome = await runQuery(
    [
      { name: 'a', mode: 'key' },
      { name: 'b', mode: 'aml_token', share: 10 },
    ],
    '[?mode==`key` || share==`10`].name',
  )
  expect(outcome).toMatchObject({ ok: true, result: { value: ['a', 'b'] }, beyondAz: [] })
})

it('writes the command with the query quoted for a shell', () => {
  expect(azCommand('az ml online-endpoint list', "[?name=='a'].name", 'tsv')).toBe(
    `az ml online-endpoint list --query '[?name=='\\''a'\\''].name' --output tsv`,
  )
})
