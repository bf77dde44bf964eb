/** Plain data a rule is asked about. */
type Source = Readonly<Record<string, unknown>>

/** One look into a source: at the value of a key, or at which keys there are. */
type Look = { source: number; key: string; value: unknown; has: boolean } | { source: number; keys: readonly string[] }

interface Answered {
  ofKeys: Map<unknown, Map<string, { value: unknown; answer: unknown }>>
  ofSources: Map<unknown, { looks: readonly Look[]; answer: unknown }>
}

/** Puts questions about a document, or knows their answers from the document before. */
export interface Asking {
  /** The answer of `question` about one key, which depends on its value alone. */
  ofKey<T>(question: unknown, key: string, value: unknown, answer: () => T): T
  /** The answer of `question` about whole documents. What it depends on is seen, not declared: it is asked with sources that note which
   * of their keys are looked at. */
  ofSources<T>(question: unknown, sources: readonly Source[], answer: (...sources: Source[]) => T): T
}

/** Without memory: every question is put. */
export const askAlways: Asking = {
  ofKey: (_question, _key, _value, answer) => answer(),
  ofSources: (_question, sources, answer) => answer(...sources),
}

/**
 * Remembers from one document to the next what was answered. Values are compared by identity, so those that are as before have to be the
 * same objects, and an answer may depend on nothing else but its question. Call the result once for each document.
 */
export function answerMemory(): () => Asking {
  let last: Answered = { ofKeys: new Map(), ofSources: new Map() }
  return () => {
    const before = last
    // What nobody asks any more is forgotten.
    const now: Answered = { ofKeys: new Map(), ofSources: new Map() }
    last = now
    return {
      ofKey: <T>(question: unknown, key: string, value: unknown, answer: () => T): T => {
        const known = before.ofKeys.get(question)?.get(key)
        const given = known && Object.is(known.value, value) ? known : { value, answer: answer() }
        const ofQuestion = now.ofKeys.get(question)
        if (ofQuestion) ofQuestion.set(key, given)
        else now.ofKeys.set(question, new Map([[key, given]]))
        // A question has one type of answer.
        return given.answer as T
      },
      ofSources: <T>(question: unknown, sources: readonly Source[], answer: (...sources: Source[]) => T): T => {
        const known = before.ofSources.get(question)
        const given = known?.looks.every((look) => isAsBefore(look, sources[look.source] ?? {})) ? known : watch(sources, answer)
        now.ofSources.set(question, given)
        return given.answer as T
      },
    }
  }
}

function isAsBefore(look: Look, source: Source): boolean {
  if ('key' in look) return Object.is(source[look.key], look.value) && Object.hasOwn(source, look.key) === look.has
  const keys = Object.keys(source)
  return keys.length === look.keys.length && look.keys.every((key, index) => key === keys[index])
}

function watch<T>(sources: readonly Source[], answer: (...sources: Source[]) => T): { looks: Look[]; answer: T } {
  const looks: Look[] = []
  return { answer: answer(...sources.map((source, index) => watched(source, index, looks))), looks }
}

function watched(source: Source, index: number, looks: Look[]): Source {
  const note = (key: string | symbol) => {
    if (typeof key === 'string') looks.push({ source: index, key, value: source[key], has: Object.hasOwn(source, key) })
  }
  return new Proxy(source, {
    get: (target, key) => {
      note(key)
      return Reflect.get(target, key)
    },
    has: (target, key) => {
      note(key)
      return Reflect.has(target, key)
    },
    getOwnPropertyDescriptor: (target, key) => {
      note(key)
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
    ownKeys: (target) => {
      looks.push({ source: index, keys: Object.keys(target) })
      return Reflect.ownKeys(target)
    },
  })
}
