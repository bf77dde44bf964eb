import type { Locale } from '@/i18n/locales'

export type Monaco = typeof import('@/components/editor/monaco')

let loading: Promise<Monaco> | undefined

async function load(locale: Locale): Promise<Monaco> {
  // Monaco reads its words while its modules are evaluated: they come first.
  if (locale === 'de') await import('monaco-editor/nls/lang/de.js')
  const [monaco, { setUpMonaco }] = await Promise.all([import('@/components/editor/monaco'), import('@/components/editor/monaco-setup')])
  setUpMonaco(monaco, locale)
  return monaco
}

/** Monaco, fetched once per page load. A failure is forgotten, so that the next editor tries again. */
export function loadMonaco(locale: Locale): Promise<Monaco> {
  loading ??= load(locale).catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}
