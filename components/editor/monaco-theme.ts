import type { Monaco } from '@/components/editor/load-monaco'

export const themeName = 'scorepoint'

/** A colour of the style sheet as #rrggbb or #rrggbbaa, which is all Monaco reads. */
function colourReader(): (variable: string, alpha?: number) => string {
  const probe = document.createElement('span')
  probe.hidden = true
  document.body.append(probe)
  const canvas = document.createElement('canvas')
  canvas.width = 1
  canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return (variable, alpha = 1) => {
    probe.style.color = `var(--color-${variable})`
    const colour = getComputedStyle(probe).color
    if (!context) return '#808080'
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return `#${[red, green, blue, Math.round(alpha * 255)].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }
}

const isDark = () => {
  const { classList } = document.documentElement
  return classList.contains('dark') || (!classList.contains('light') && window.matchMedia('(prefers-color-scheme: dark)').matches)
}

/** The studio's colours as an editor theme; YAML is coloured as everywhere else in the studio. */
export function applyTheme(monaco: Monaco): void {
  const colour = colourReader()
  const token = (name: string, variable: string) => ({ token: name, foreground: colour(variable).slice(1, 7) })
  monaco.editor.defineTheme(themeName, {
    base: isDark() ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      token('', 'ink'),
      token('type', 'progress'),
      token('string', 'success'),
      // The base theme has a rule of its own for these, which a shorter name does not beat.
      token('string.yaml', 'success'),
      token('number', 'success'),
      token('keyword', 'accent-text'),
      token('comment', 'ink-3'),
      token('tag', 'accent-text'),
      token('namespace', 'accent-text'),
      token('operators', 'ink-2'),
      token('delimiter', 'ink-2'),
      token('meta', 'ink-3'),
    ],
    colors: {
      'editor.background': colour('raised'),
      'editor.foreground': colour('ink'),
      'editorGutter.background': colour('raised'),
      'editorLineNumber.foreground': colour('ink-3'),
      'editorLineNumber.activeForeground': colour('ink-2'),
      // Of the last, empty line; the base themes' grey is too faint to read.
      'editorLineNumber.dimmedForeground': colour('ink-3'),
      'editor.lineHighlightBackground': colour('hover', 0.6),
      'editor.lineHighlightBorder': colour('hover', 0),
      'editor.selectionBackground': colour('accent', 0.28),
      'editor.inactiveSelectionBackground': colour('accent', 0.16),
      'editor.wordHighlightBackground': colour('accent', 0.14),
      'editor.findMatchBackground': colour('mark', 0.75),
      'editor.findMatchHighlightBackground': colour('mark', 0.4),
      'editorCursor.foreground': colour('accent-text'),
      'editorIndentGuide.background1': colour('line'),
      'editorIndentGuide.activeBackground1': colour('line-strong'),
      'editorError.foreground': colour('failure-icon'),
      'editorWarning.foreground': colour('attention-icon'),
      'editorInfo.foreground': colour('progress-icon'),
      'editorWidget.background': colour('raised'),
      'editorWidget.foreground': colour('ink'),
      'editorWidget.border': colour('line-strong'),
      'editorHoverWidget.background': colour('raised'),
      'editorHoverWidget.foreground': colour('ink'),
      'editorHoverWidget.border': colour('line-strong'),
      'editorHoverWidget.statusBarBackground': colour('sunken'),
      'editorSuggestWidget.background': colour('raised'),
      'editorSuggestWidget.foreground': colour('ink'),
      'editorSuggestWidget.border': colour('line-strong'),
      'editorSuggestWidget.selectedBackground': colour('accent-soft'),
      'editorSuggestWidget.selectedForeground': colour('ink'),
      'editorSuggestWidget.highlightForeground': colour('accent-text'),
      'editorSuggestWidget.focusHighlightForeground': colour('accent-text'),
      'list.hoverBackground': colour('hover'),
      'list.focusBackground': colour('accent-soft'),
      'list.focusForeground': colour('ink'),
      'textLink.foreground': colour('accent-text'),
      'textLink.activeForeground': colour('accent-text'),
      'menu.background': colour('raised'),
      'menu.foreground': colour('ink'),
      'menu.border': colour('line-strong'),
      'menu.selectionBackground': colour('accent-soft'),
      'menu.selectionForeground': colour('ink'),
      'quickInput.background': colour('raised'),
      'quickInput.foreground': colour('ink'),
      'quickInputList.focusBackground': colour('accent-soft'),
      'quickInputList.focusForeground': colour('ink'),
      'input.background': colour('raised'),
      'input.foreground': colour('ink'),
      'input.border': colour('line-control'),
      focusBorder: colour('accent-text'),
      'scrollbar.shadow': colour('line', 0),
      'scrollbarSlider.background': colour('ink-3', 0.28),
      'scrollbarSlider.hoverBackground': colour('ink-3', 0.45),
      'scrollbarSlider.activeBackground': colour('ink-3', 0.6),
      'editorOverviewRuler.border': colour('line', 0),
      'diffEditor.insertedTextBackground': colour('success-icon', 0.22),
      'diffEditor.removedTextBackground': colour('failure-icon', 0.2),
      'diffEditor.insertedLineBackground': colour('success-icon', 0.1),
      'diffEditor.removedLineBackground': colour('failure-icon', 0.1),
      'diffEditor.border': colour('line'),
      'editorBracketMatch.background': colour('accent', 0.14),
      'editorBracketMatch.border': colour('accent', 0.5),
    },
  })
  monaco.editor.setTheme(themeName)
}

/** Keeps the theme of all editors that of the page, whoever changes it: the preferences menu or the system. */
export function followTheme(monaco: Monaco): void {
  applyTheme(monaco)
  new MutationObserver(() => applyTheme(monaco)).observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyTheme(monaco))
}
