// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EditorProps } from '@/components/editor/editor-props'
import { opened, saved } from '@/components/projects/buffers'
import { FilePane } from '@/components/projects/FilePane'
import { renderInStudio } from '@/components/ui/render-for-test'
import { YamlPanel } from '@/components/wizard/YamlPanel'

/** Stands for Monaco, which holds what is typed itself: renders are counted, keys come by `onChange`. */
const editor = vi.hoisted((): { renders: number; props: EditorProps | undefined } => ({ renders: 0, props: undefined }))
vi.mock('@/components/editor/Editor', () => ({
  Editor: (props: EditorProps) => {
    editor.renders += 1
    editor.props = props
    return null
  },
}))

const text = 'name: blue # the first\nendpoint_name: prices\n'
const typed = (keys: number) => text.replace('first', `first${'x'.repeat(keys)}`)
/** Types a word in a comment, a key in each turn, as fast as one types. */
async function type(keys: number) {
  for (let key = 1; key <= keys; key += 1)
    await act(async () => {
      editor.props?.onChange?.(typed(key))
      await vi.advanceTimersByTimeAsync(40)
    })
}
const rest = () => act(() => vi.advanceTimersByTimeAsync(1_000))

let pageRenders = 0
let pageText = ''
function WizardPage() {
  const [held, setText] = useState(text)
  pageRenders += 1
  pageText = held
  const draft = { text: held, isLocked: false, syntaxError: undefined, setText, change: () => undefined }
  return <YamlPanel kind="deployment" draft={draft} findings={none} facts={facts} name="blue" endpoint="prices" />
}
const none: [] = []
const facts = {}

function ProjectPage() {
  const [buffer, setBuffer] = useState(() => opened({ path: 'deployment.yml', text, hash: 'a', sizeBytes: text.length, modifiedAt: '' }))
  pageRenders += 1
  pageText = buffer.text
  const nothing = () => undefined
  return (
    <FilePane
      folder="/data/project"
      buffer={buffer}
      document={undefined}
      findings={none}
      goTo={undefined}
      onEdit={(next) => setBuffer((before) => ({ ...before, text: next }))}
      onSave={() => setBuffer((before) => saved(before, before.text, 'b'))}
      onCursor={nothing}
      onRepair={nothing}
      onReload={nothing}
      onOverwrite={nothing}
      onSettle={nothing}
      onAgree={nothing}
      onClose={nothing}
    />
  )
}

beforeEach(() => {
  vi.useFakeTimers()
  Object.assign(editor, { renders: 0, props: undefined })
  pageRenders = 0
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

describe('a key typed into the editor', () => {
  it.each([
    ['the wizard', WizardPage, 0],
    // The first key says that the file is unsaved.
    ['a project', ProjectPage, 1],
  ])('renders nothing of %s; the page follows when typing rests', async (_, Page, first) => {
    renderInStudio(<Page />)
    await rest()
    const [page, ours] = [pageRenders, editor.renders]
    await type(25)
    expect(pageRenders - page).toBe(first)
    // Once when typing begins; once more in a project, which has been told.
    expect(editor.renders - ours).toBeLessThanOrEqual(1 + first)
    await rest()
    expect(pageText).toBe(typed(25))
    expect(pageRenders - page).toBe(first + 1)
  })

  it.each([
    ['the wizard', WizardPage],
    ['a project', ProjectPage],
  ])('is with the page of %s before the page is left, and before a save', async (_, Page) => {
    renderInStudio(<Page />)
    await rest()
    await type(3)
    let atLeaving = ''
    const leave = () => {
      atLeaving = pageText
    }
    window.addEventListener('pagehide', leave)
    act(() => void window.dispatchEvent(new Event('pagehide')))
    window.removeEventListener('pagehide', leave)
    expect(atLeaving).toBe(typed(3))
    await type(7)
    act(() => editor.props?.onSave?.())
    expect(pageText).toBe(typed(7))
  })
})
