'use client'

import { useTranslations } from 'next-intl'
import type { CoreArithmetic } from '@/lib/domain/quota/required-cores'

/** The calculation as a sentence with its numbers; `free` adds what is left. */
export function useArithmetic(): (arithmetic: CoreArithmetic, family: string, free?: number) => string {
  const t = useTranslations('quota.arithmetic')
  return ({ instances, machines, cores, required, reserveExempt }, family, free) => {
    const sum = t(reserveExempt ? 'exempt' : 'usual', { instances, machines, cores, required, family })
    return free === undefined ? sum : `${sum} ${t('free', { free })}`
  }
}
