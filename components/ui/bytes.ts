'use client'

import { useFormatter } from 'next-intl'

const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** `1.2 kB` in the reader's language. */
export function useBytes(): (bytes: number) => string {
  const format = useFormatter()
  return (value) => {
    // Intl would write "167 byte".
    if (value < 1000) return `${format.number(value)} B`
    const step = Math.min(units.length, Math.floor(Math.log10(value) / 3))
    return format.number(value / 1000 ** step, {
      style: 'unit',
      unit: units[step - 1] ?? 'gigabyte',
      unitDisplay: 'short',
      maximumSignificantDigits: 3,
    })
  }
}
