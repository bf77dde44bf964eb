import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslator } from 'next-intl'
import { expect, test } from 'vitest'
import { locales } from '@/i18n/locales'
import { catalogue } from '@/lib/problems/catalogue'
import problems from '@/messages/de/problems.json'
import { messages } from '@/messages/index'

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  )
}

/** Names of placeholders, plural arguments and rich-text tags of an ICU message; the branches of a plural are no placeholders. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/(?<!(?:=\d+|zero|one|two|few|many|other) ?)\{(\w+)[,}]/g), ...text.matchAll(/<(\w+)>/g)]
    .map((match) => match[1] ?? '')
    .sort()
}

const isCount = (text: string, name: string) => new RegExp(`\\{${name}, (?:plural|number)`).test(text)

/** Texts whose English stands in the contract itself and that no page carries: messages/when-needed.ts. */
const loadedWhenNeeded = ['fields', 'kinds', 'language', 'problems']

const english = flatten(messages.en)
const german = flatten(messages.de)

test('English and German have the same keys', () => {
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort())
})

test('a German message uses the placeholders of the English one', () => {
  const different = [...english].filter(([key, text]) => {
    // English is what the checks say themselves, with every value in it; that German names no others is asked where they are tested.
    if (key.startsWith('rules.')) return false
    const used = new Set(placeholders(german.get(key) ?? ''))
    return JSON.stringify([...used]) !== JSON.stringify([...new Set(placeholders(text))])
  })
  expect(different.map(([key]) => key)).toEqual([])
})

test('the German sentence of every rule can be said, whatever its values choose', () => {
  const onError = (error: Error) => {
    throw error
  }
  const sentences: Readonly<Record<string, string>> = messages.de.rules
  const t = createTranslator({ locale: 'de', messages: { rules: sentences }, namespace: 'rules', onError })
  expect(Object.keys(sentences).length).toBeGreaterThan(100)
  for (const [key, text] of Object.entries(sentences))
    for (const value of [3, 'none', 'yes', 'space', 'endpoint', 'kubernetes']) {
      const values = Object.fromEntries(placeholders(text).map((name) => [name, isCount(text, name) ? 3 : value]))
      expect(t(key, values), key).not.toMatch(/[{}]|undefined/)
    }
})

test('no message is empty or shouts', () => {
  for (const [key, text] of [...english, ...german]) {
    expect(text.trim(), key).not.toBe('')
    expect(text, key).not.toMatch(/!(?:\s|$)/)
  }
})

test.each(locales)('every file of messages/%s is wired', (locale) => {
  const files = readdirSync(join(import.meta.dirname, locale))
    .map((name) => name.replace(/\.json$/, ''))
    .filter((name) => !loadedWhenNeeded.includes(name))
  expect(Object.keys(messages[locale]).sort()).toEqual(files.sort())
})

test('German says cause and fix of every code of the catalogue, and of no other', () => {
  const texts: Readonly<Record<string, readonly string[]>> = problems
  expect(Object.keys(texts).sort()).toEqual(Object.keys(catalogue).sort())
  const said = Object.values(catalogue).flatMap(({ cause, fix }) => [cause, fix])
  for (const [code, sentences] of Object.entries(texts)) {
    expect(sentences, code).toHaveLength(2)
    for (const sentence of sentences) {
      expect(sentence, code).toMatch(/\.$/)
      expect(said, code).not.toContain(sentence)
    }
  }
})
