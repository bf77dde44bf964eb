import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogue, hintFor } from './catalogue'

const root = join(import.meta.dirname, '..', '..')

/** Codes written in the sources of agent and studio: `code: 'X'` in files that make problems. */
function codesInSources(): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      // Remarks on a conda file are findings, not problems.
      if (path === 'lib/domain/conda') continue
      if (entry.isDirectory()) visit(path)
      else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) {
        for (const match of readFileSync(join(root, path), 'utf8').matchAll(
          /\bcode: '((?:Agent|Studio)\.\w+|[A-Z][a-z]+(?:[A-Z][a-z]+)+|Conflict)'/g,
        )) {
          found.set(match[1] ?? '', path)
        }
      }
    }
  }
  for (const folder of ['agent', 'app', 'components', 'lib', 'server']) visit(folder)
  return found
}

describe('catalogue', () => {
  it('gives every code one sentence of cause and one of what to do', () => {
    expect(Object.keys(catalogue).length).toBeGreaterThan(60)
    for (const [code, { cause, fix, docs }] of Object.entries(catalogue)) {
      for (const sentence of [cause, fix]) expect(sentence, code).toMatch(/^(?:[A-Z]|init\(|run\().{8,}\.$/)
      if (docs !== undefined) expect(docs, code).toMatch(/^https:\/\/learn\.microsoft\.com\//)
    }
  })

  it('knows every code agent and studio can raise', () => {
    const codes = codesInSources()
    expect(codes.size).toBeGreaterThan(30)
    expect([...codes].filter(([code]) => hintFor(code) === undefined)).toEqual([])
  })

  it('knows nothing of names every object has', () => {
    expect(hintFor('constructor')).toBeUndefined()
  })
})
