import type { KeyboardEvent } from 'react'

/**
 * Arrow keys, Home and End move between the rows of a list (K3): elements marked `data-row`, or the links of a table's rows. Enter is
 * theirs. Keys pressed in a field, a menu or a button that is no row mean something else there.
 */
export function moveFocusInList(event: KeyboardEvent, list: HTMLElement | null): void {
  if (!list || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
  const at = event.target instanceof HTMLElement ? rows.indexOf(event.target) : -1
  if (at < 0) return
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : event.key === 'ArrowDown' ? at + 1 : at - 1
  const row = rows[Math.max(0, Math.min(rows.length - 1, next))]
  if (!row) return
  event.preventDefault()
  row.focus()
}
