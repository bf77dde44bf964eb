import type { editor, IDisposable } from 'monaco-editor/editor.js'
import type { Monaco } from '@/components/editor/load-monaco'

/** The font of code in the style sheet: Monaco measures letters itself and needs its name. */
function codeFont(): string {
  const probe = document.createElement('code')
  document.body.append(probe)
  const { fontFamily } = getComputedStyle(probe)
  probe.remove()
  return fontFamily
}

/** How every editor of the studio behaves. */
export function editorOptions(): editor.IStandaloneEditorConstructionOptions {
  return {
    automaticLayout: true,
    fontFamily: codeFont(),
    fontSize: 12.5,
    lineHeight: 20,
    fontLigatures: false,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    smoothScrolling: false,
    renderLineHighlight: 'line',
    renderWhitespace: 'selection',
    padding: { top: 8, bottom: 8 },
    lineNumbersMinChars: 3,
    lineDecorationsWidth: 8,
    folding: true,
    foldingStrategy: 'auto',
    showFoldingControls: 'always',
    guides: { indentation: true },
    // Hovers and lists may leave the panel the editor is in.
    fixedOverflowWidgets: true,
    // Whitespace is meaning in YAML: only what was asked for is changed.
    trimAutoWhitespace: false,
    trimWhitespaceOnDelete: false,
    formatOnPaste: false,
    formatOnType: false,
    autoIndent: 'full',
    unusualLineTerminators: 'off',
    wordBasedSuggestions: 'off',
    suggest: { showWords: false, insertMode: 'replace', preview: false, showStatusBar: false },
    quickSuggestions: { comments: false, strings: true, other: true },
    quickSuggestionsDelay: 60,
    acceptSuggestionOnEnter: 'smart',
    tabCompletion: 'on',
    scrollbar: { alwaysConsumeMouseWheel: false, useShadows: false, verticalScrollbarSize: 12, horizontalScrollbarSize: 12 },
    overviewRulerBorder: false,
    stickyScroll: { enabled: false },
    lightbulb: { enabled: 'on' as editor.ShowLightbulbIconMode },
    bracketPairColorization: { enabled: false },
    accessibilitySupport: 'auto',
    dragAndDrop: true,
    dropIntoEditor: { enabled: false },
    contextmenu: true,
    // In a shadow root outside of the editor, where widgets that leave the panel are, its menu has none of the theme's colours.
    useShadowDOM: false,
    links: false,
  }
}

/** What takes the keys is described by a line of the page: screen readers say it when the editor is entered. */
export function describeInput(code: editor.ICodeEditor, hintId: string): void {
  code.getDomNode()?.querySelector('[role="textbox"]')?.setAttribute('aria-describedby', hintId)
}

/**
 * Ways out for the keyboard: Ctrl+M switches what Tab does, and after Esc the next Tab leaves. Monaco's own switch holds for all editors
 * of a page and tells nobody; this one tells `onChange`.
 */
export function leaveWithTab(
  monaco: Monaco,
  code: editor.IStandaloneCodeEditor,
  label: string,
  onChange: (leaves: boolean) => void,
): IDisposable {
  let isSwitched = false
  let isOnce = false
  const apply = () => {
    // Where nothing can be written Tab has nothing to do but leave.
    const leaves = isSwitched || isOnce || code.getOption(monaco.editor.EditorOption.readOnly)
    // At the end of a word Tab would complete it, or change what was completed last, before it leaves.
    code.updateOptions({ tabFocusMode: leaves, tabCompletion: leaves ? 'off' : 'on' })
    onChange(leaves)
  }
  apply()
  const readOnly = code.onDidChangeConfiguration((changed) => {
    if (changed.hasChanged(monaco.editor.EditorOption.readOnly)) apply()
  })
  const action = code.addAction({
    id: 'scorepoint.tab',
    label,
    keybindings: [monaco.KeyMod.WinCtrl | monaco.KeyCode.KeyM, monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyM],
    run: () => {
      isSwitched = !(isSwitched || isOnce)
      isOnce = false
      apply()
    },
  })
  const keys = code.onKeyDown((event) => {
    const isTab = event.keyCode === monaco.KeyCode.Tab || event.keyCode === monaco.KeyCode.Shift
    const wasOnce = isOnce
    if (event.keyCode === monaco.KeyCode.Escape) isOnce = true
    else if (!isTab) isOnce = false
    if (wasOnce !== isOnce) apply()
  })
  const blur = code.onDidBlurEditorWidget(() => {
    if (!isOnce) return
    isOnce = false
    apply()
  })
  return {
    dispose: () => {
      action.dispose()
      readOnly.dispose()
      keys.dispose()
      blur.dispose()
    },
  }
}
