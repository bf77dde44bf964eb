// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest'
import { isSingleKey } from '@/components/commands/single-keys'
import { shortcutsCookie } from '@/i18n/locales'

afterEach(() => {
  document.body.innerHTML = ''
  settleKeys('on')
})

function settleKeys(to: 'on' | 'off') {
  // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no cookie store.
  document.cookie = `${shortcutsCookie}=${to}`
}

function pressed(target: HTMLElement = document.body, init: KeyboardEventInit = {}): boolean {
  let answer = false
  const listen = (event: KeyboardEvent) => {
    answer = isSingleKey(event)
  }
  document.addEventListener('keydown', listen)
  target.dispatchEvent(new KeyboardEvent('keydown', { key: 'R', bubbles: true, cancelable: true, ...init }))
  document.removeEventListener('keydown', listen)
  return answer
}

test('a key alone means something, but not with Ctrl, in a field or behind a dialog', () => {
  expect(pressed()).toBe(true)
  expect(pressed(document.body, { ctrlKey: true })).toBe(false)
  document.body.innerHTML = '<input />'
  expect(pressed(document.body.querySelector('input') ?? undefined)).toBe(false)
  document.body.innerHTML = '<div role="alertdialog"></div>'
  expect(pressed()).toBe(false)
})

test('single keys that are switched off do nothing', () => {
  settleKeys('off')
  expect(pressed()).toBe(false)
})
