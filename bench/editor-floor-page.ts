/** Bare Monaco with the studio's options and nothing else: what a key costs that is not ours. */
import * as monaco from '@/components/editor/monaco'
import { editorOptions } from '@/components/editor/monaco-options'

declare global {
  interface Window {
    openFloor(text: string): void
  }
}

window.openFloor = (text) => {
  const box = document.createElement('div')
  Object.assign(box.style, { width: '560px', height: '480px' })
  document.body.append(box)
  const model = monaco.editor.createModel(text, 'yaml')
  monaco.editor.create(box, { ...editorOptions(), model, ariaLabel: 'Deployment YAML' }).focus()
}
