import { describe, expect, it } from 'vitest'
import { answerMemory, askAlways } from '@/lib/domain/answer-memory'

type Data = Readonly<Record<string, unknown>>

/** Puts one question about several documents in turn; which of them it was put about. */
function putAbout(documents: readonly Data[], answer: (data: Data) => unknown): number[] {
  const next = answerMemory()
  const put: number[] = []
  for (const [index, data] of documents.entries()) {
    const given = next().ofSources('question', [data], (watched) => {
      put.push(index)
      return answer(watched)
    })
    expect(given).toEqual(answer(data))
  }
  return put
}

describe('answerMemory', () => {
  it('puts a question again only when what it looked at is another one', () => {
    const model = { path: 'model' }
    const documents = [
      { name: 'blue', model },
      { name: 'green', model },
      { name: 'green', model: { ...model } },
    ]
    expect(putAbout(documents, ({ name }) => name)).toEqual([0, 1])
    expect(putAbout(documents, (data) => data.model)).toEqual([0, 2])
    expect(putAbout(documents, () => 'nothing')).toEqual([0])
  })

  it('sees keys that come and go, also by a look at which there are', () => {
    const documents = [{ name: 'blue' }, { name: 'blue', tags: undefined }, { tags: undefined, name: 'blue' }, { name: 'green' }]
    expect(putAbout(documents, (data) => 'tags' in data)).toEqual([0, 1, 3])
    expect(putAbout(documents, (data) => Object.hasOwn(data, 'tags'))).toEqual([0, 1, 3])
    expect(putAbout(documents, (data) => Object.keys(data))).toEqual([0, 1, 2, 3])
    expect(putAbout(documents, ({ name, ...others }) => Object.keys(others))).toEqual([0, 1, 2, 3])
  })

  it('tells sources apart', () => {
    const next = answerMemory()
    const ask = (first: Data, second: Data) => next().ofSources('sum', [first, second], (one, other) => `${one.a}${other.a}`)
    expect([ask({ a: 1 }, { a: 2 }), ask({ a: 2 }, { a: 1 }), ask({ a: 2 }, { a: 1, b: 1 })]).toEqual(['12', '21', '21'])
  })

  it('keeps the answer about a key while its value is the same, and forgets what nobody asked about', () => {
    const next = answerMemory()
    let put = 0
    const ask = (keys: readonly string[]) => {
      const asking = next()
      for (const key of keys) asking.ofKey('question', key, 1, () => (put += 1))
    }
    ask(['a', 'b'])
    ask(['a', 'b'])
    expect(put).toBe(2)
    ask(['a'])
    ask(['a', 'b'])
    expect(put).toBe(3)
    expect(next().ofKey('question', 'a', 2, () => 'another')).toBe('another')
  })

  it('without memory puts every question', () => {
    let put = 0
    for (let time = 0; time < 2; time += 1) askAlways.ofKey('question', 'a', 1, () => (put += 1))
    expect(put).toBe(2)
  })
})
