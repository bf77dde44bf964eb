import type { editor } from 'monaco-editor/editor.js'
import type { Monaco } from '@/components/editor/load-monaco'
import { editBehindShown, editBetween, shownText } from '@/lib/domain/line-ends/line-ends'

/** Texts handed out lately: they come back as props, late ones among them, and must not undo what was typed since. */
const rememberedTexts = 20
let counter = 0

export const languageOf = (name: string) => (/\.ya?ml$/i.test(name) ? 'yaml' : /\.py$/i.test(name) ? 'python' : 'plaintext')

/** What Monaco shows, and behind it the text as given, with its own line ends and byte order mark. */
export interface TextModel {
  model: editor.ITextModel
  /** The text as it is now. */
  text: () => string
  /** A text from outside: the smallest edit, so that cursor, folding and undo stay. Echoes of what was typed are none. */
  take: (text: string) => void
  dispose: () => void
}

/** Opens a text; `onTyped` gets it after every change that did not come by `take`. */
export function openTextModel(monaco: Monaco, text: string, language: string, onTyped: (text: string) => void): TextModel {
  counter += 1
  let behind = text
  let handedOut: string[] = []
  let isFromOutside = false
  const model = monaco.editor.createModel(shownText(text), language, monaco.Uri.parse(`inmemory://editor/${counter}`))
  model.setEOL(monaco.editor.EndOfLineSequence.LF)
  model.updateOptions({ tabSize: language === 'python' ? 4 : 2, insertSpaces: true })
  const listening = model.onDidChangeContent(({ changes }) => {
    if (isFromOutside) return
    behind = editBehindShown(
      behind,
      changes.map((change) => ({ offset: change.rangeOffset, length: change.rangeLength, text: change.text })),
    )
    handedOut = [...handedOut.slice(1 - rememberedTexts), behind]
    onTyped(behind)
  })
  return {
    model,
    text: () => behind,
    take: (next) => {
      const echo = next === behind ? handedOut.length : handedOut.indexOf(next)
      if (echo >= 0) {
        // Nothing older comes back any more: the same text is then a wish, as when a repair undoes what was typed.
        handedOut = handedOut.slice(echo + 1)
        return
      }
      behind = next
      handedOut = []
      const { offset, length, text: typed } = editBetween(model.getValue(), shownText(next))
      const range = monaco.Range.fromPositions(model.getPositionAt(offset), model.getPositionAt(offset + length))
      isFromOutside = true
      model.pushStackElement()
      model.pushEditOperations(null, [{ range, text: typed }], () => null)
      model.pushStackElement()
      isFromOutside = false
    },
    dispose: () => {
      listening.dispose()
      model.dispose()
    },
  }
}
