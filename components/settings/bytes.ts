'use client'

import { useFormatter, useTranslations } from 'next-intl'

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Writes a number of bytes as people read it: `1.4 GB`, `12 MB`. */
export function useBytes(): (bytes: number) => string {
  const format = useFormatter()
  const t = useTranslations('settings.storage')
  return (bytes) => {
    if (bytes <= 0) return t('nothing')
    const power = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
    const value = bytes / 1000 ** power
    return format.number(value, {
      style: 'unit',
      unit: units[power] ?? 'byte',
      unitDisplay: power === 0 ? 'long' : 'short',
      maximumFractionDigits: power < 2 || value >= 100 ? 0 : 1,
    })
  }
}
