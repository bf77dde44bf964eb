export const locales = ['en', 'de'] as const
export type Locale = (typeof locales)[number]
export const defaultLocale: Locale = 'en'

export const localeCookie = 'scorepoint_locale'
export const themeCookie = 'scorepoint_theme'
/** 'collapsed' = the left navigation shows icons only. */
export const navCookie = 'scorepoint_nav'
/** 'off' = single keys do nothing; Ctrl+K always works. */
export const shortcutsCookie = 'scorepoint_shortcuts'
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** `value` when it is a language the studio speaks. */
export function asLocale(value: string | undefined): Locale | undefined {
  return locales.find((locale) => locale === value)
}

/** `value` when it is a theme, else `system`. */
export function asTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system'
}

/**
 * The first language of an Accept-Language header that the studio speaks, by quality; English when none is.
 * `de-AT` counts as `de`.
 */
export function localeFromHeader(header: string | null): Locale {
  const wishes = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find((found) => found !== undefined)
      return { language: tag.toLowerCase().split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter((wish) => wish.quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const wish of wishes) {
    const locale = asLocale(wish.language)
    if (locale) return locale
  }
  return defaultLocale
}
