import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { awkwardDocuments } from './awkward-texts'

// Microsoft's reader of YAML 1.1 reads such documents in test/loaders/yaml-text.real.test.ts.
it('any text is read back', () => {
  for (const { yaml, data } of awkwardDocuments(800)) expect(parse(yaml), yaml).toEqual(data)
})
