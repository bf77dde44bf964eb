import type { Monaco } from '@/components/editor/load-monaco'
import { followTheme } from '@/components/editor/monaco-theme'
import { registerYaml } from '@/components/editor/monaco-yaml'
import type { Locale } from '@/i18n/locales'

/** Once per page load: worker, theme, languages. */
export function setUpMonaco(monaco: Monaco, locale: Locale): void {
  Object.assign(globalThis, {
    MonacoEnvironment: { getWorker: () => new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module' }) },
  })
  followTheme(monaco)
  registerYaml(monaco, locale)
  // Widths of letters are measured before the font of the style sheet is there.
  void document.fonts.ready.then(() => monaco.editor.remeasureFonts())
}
