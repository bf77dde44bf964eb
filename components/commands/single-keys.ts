import { shortcutsCookie } from '@/i18n/locales'

/** Places where keys are text or mean something of their own. */
const ownKeys =
  'input, textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"], .monaco-editor'

/** Whether a key without Ctrl, Cmd or Alt may do something: single keys are on, nobody types, and no dialog has the page (K4). */
export function isSingleKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false
  if (document.cookie.split('; ').includes(`${shortcutsCookie}=off`)) return false
  const { target } = event
  if (target instanceof HTMLElement && target.closest(ownKeys)) return false
  // An open dialog has the page; what is behind it does not move.
  return !document.querySelector('[role="dialog"], [role="alertdialog"]')
}
