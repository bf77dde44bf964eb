import type { Finding } from '@/lib/contract/finding'
import german from '@/messages/de/rules.json'

const sentences: Readonly<Record<string, string>> = german

/** What a German reader would miss: rules without a sentence, and values a sentence names that the finding does not carry. */
export function missingWords(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ rule, values }) => {
    const sentence = Object.hasOwn(sentences, rule) ? sentences[rule] : undefined
    if (sentence === undefined) return [rule]
    const named = [...sentence.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1] ?? '').filter((name) => name !== 'field')
    return named.filter((name) => values?.[name] === undefined).map((name) => `${rule}: ${name}`)
  })
}
