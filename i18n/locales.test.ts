import { expect, test } from 'vitest'
import { asTheme, localeFromHeader } from '@/i18n/locales'

test.each([
  ['de-AT,de;q=0.9,en;q=0.5', 'de'],
  ['fr,en;q=0.8,de;q=0.9', 'de'],
  ['fr, en-US;q=0.7', 'en'],
  ['de;q=0, en;q=0.1', 'en'],
  ['', 'en'],
  [null, 'en'],
])('Accept-Language %j gives %s', (header, locale) => {
  expect(localeFromHeader(header)).toBe(locale)
})

test('an unknown theme is the system theme', () => {
  expect(asTheme('"><script>')).toBe('system')
})
