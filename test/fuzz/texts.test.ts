/**
 * Texts from outside, bent by chance: documents, names, paths, log lines, error bodies. Nothing throws but refusals, nothing takes long.
 * SCOREPOINT_FUZZ_CASES sets how many of each (the long form: `npm run test:fuzz`).
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAssetReference } from '@/agent/assets/reference'
import { pathFault } from '@/agent/blob/blob-path'
import { freshState, readMark } from '@/agent/logs/line-format'
import { parseAnsi, stripAnsi } from '@/components/logs/ansi'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { parseConda } from '@/lib/domain/conda/conda'
import { checkName } from '@/lib/domain/names/names'
import { parseProblem } from '@/lib/problems/parse'
import { faultSeed } from '../faults/seed'
import { processorMs } from '../processor-time'

const numRuns = Number(process.env.SCOREPOINT_FUZZ_CASES ?? 250)
const run = { numRuns, seed: faultSeed, verbose: 1 }
/** Per case on a busy machine; the rule is 250 ms of a free one. */
const longestMs = 1500

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 400 }))
const yamlPieces = [
  '- ',
  ': ',
  '&a ',
  '*a',
  '<<: *a',
  '!!python/object:os.system ',
  '{',
  '[',
  '"',
  "'",
  '|',
  '>',
  '\t',
  '\n',
  '---\n',
  '\u202e',
  '\0',
  '$schema: x\n',
  '1e999',
  '__proto__: 1\n',
]

/** A sample with some pieces cut out, doubled or replaced. */
function bent(sample: string): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.nat(sample.length),
    length: fc.nat(20),
    text: fc.oneof(fc.constantFrom(...yamlPieces), fc.string({ maxLength: 12 })),
  })
  return fc
    .array(change, { minLength: 1, maxLength: 6 })
    .map((changes) => changes.reduce((text, { at, length, text: piece }) => text.slice(0, at) + piece + text.slice(at + length), sample))
}

function quick<T>(what: () => T): T {
  const began = processorMs()
  const value = what()
  expect(processorMs() - began).toBeLessThan(longestMs)
  return value
}

const sample = (name: string) => readFileSync(`samples/diabetes-regression/${name}`, 'utf8')
const documents: [DocumentKind, string][] = [
  ['endpoint', sample('endpoint.yml')],
  ['deployment', sample('blue-deployment.yml')],
]

test.each(documents)('a bent %s document yields findings with places', (kind, text) => {
  fc.assert(
    fc.property(fc.oneof(bent(text), anyText), (document) => {
      const { findings } = quick(() => checkYaml(document, { kind }))
      for (const { message, line } of findings) {
        expect(message.length).toBeGreaterThan(0)
        expect(line).toBeGreaterThan(0)
      }
    }),
    run,
  )
})

test('a bent conda file is read or refused', () => {
  const conda =
    'name: x\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - scikit-learn==1.5\n      - azureml-inference-server-http\n'
  fc.assert(
    fc.property(fc.oneof(bent(conda), anyText), (text) => {
      quick(() => {
        try {
          parseConda(text)
        } catch (error) {
          expect(error).toMatchObject({ problem: { origin: 'input' } })
        }
      })
    }),
    run,
  )
})

test('names, references, paths, cursors and error bodies are judged, never thrown over', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom('endpoint', 'deployment', 'model', 'environment', 'code'), (text, kind) => {
      quick(() => {
        if (/[\p{Cc}\u200b-\u200f\u202a-\u202e]/u.test(text)) expect(checkName(kind, text)).not.toEqual([])
        else checkName(kind, text)
        parseAssetReference(text)
        parseProblem(text, 500)
        if (text.split('/').includes('..')) expect(pathFault(text)).toBeDefined()
        else pathFault(text)
      })
    }),
    run,
  )
})

test('a log line keeps its words and loses every escape', () => {
  const escapes = fc.constantFrom(
    '\u001b[31m',
    '\u001b[38;5;1',
    '\u001b]8;;javascript:alert(1)\u0007',
    '\u001b]0;title\u001b\\',
    '\u009b2J',
    '\u001b[2J',
    '\u001bc',
    '\u0007',
    '\r',
  )
  const line = fc.array(fc.oneof(escapes, fc.string({ maxLength: 20 })), { maxLength: 12 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(line, (text) => {
      quick(() => {
        const shown = parseAnsi(text)
          .map((part) => part.text)
          .join('')
        expect(['\u001b', '\u009b', '\u0007'].filter((control) => shown.includes(control))).toEqual([])
        expect(stripAnsi(text)).not.toContain('\u001b')
        const bytes = Buffer.from(text)
        for (const isLoose of [true, false]) expect(readMark(bytes, 0, bytes.length, freshState(), isLoose)).toBeLessThan(64)
      })
    }),
    run,
  )
})
