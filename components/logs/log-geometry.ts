/** Arithmetic of a list whose rows are found by number: where the scroll bar stands for which row. Pure. */

/** Browsers end elements near 17 million pixels (Firefox) or 33 (Chromium); beyond this many the scroll bar is scaled. */
export const tallest = 12_000_000

export interface Geometry {
  rows: number
  rowHeight: number
  viewHeight: number
  /** Row, with fraction, at the top edge when the end is at the bottom edge. Wrapped lines make it more than the count says. */
  endTop: number
}

export const endTopOf = (rows: number, rowHeight: number, viewHeight: number): number => Math.max(0, rows - viewHeight / rowHeight)

/** How far the list scrolls, in pixels. */
export const scrollRange = ({ endTop, rowHeight }: Geometry): number => Math.min(Math.ceil(endTop * rowHeight), tallest)

/** Row at the top edge, with fraction, for a scroll position. */
export function topOfScroll(geometry: Geometry, scrollTop: number): number {
  const range = scrollRange(geometry)
  return range === 0 ? 0 : Math.min(1, Math.max(0, scrollTop / range)) * geometry.endTop
}

/** Scroll position for a row at the top edge. */
export function scrollOfTop(geometry: Geometry, top: number): number {
  return geometry.endTop === 0 ? 0 : Math.min(1, Math.max(0, top / geometry.endTop)) * scrollRange(geometry)
}

/** Rows to draw: those in view and a few more, never more than 150. */
export function drawnRows(geometry: Geometry, top: number): { first: number; count: number } {
  const first = Math.max(0, Math.min(Math.floor(top), geometry.rows - 1))
  const count = Math.min(150, Math.ceil(geometry.viewHeight / geometry.rowHeight) + 2, Math.max(0, geometry.rows - first))
  return { first, count }
}
