import type { Metadata } from 'next'

/** "blue – my-endpoint – This computer": the object first, then where it is. */
export function pageTitle(...parts: string[]): Metadata {
  return { title: { absolute: parts.join(' – ') } }
}
