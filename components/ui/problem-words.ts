'use client'

import { useLocale } from 'next-intl'
import { useEffect, useState } from 'react'
import { asLocale, type Locale } from '@/i18n/locales'
import type { Problem } from '@/lib/problems/problem'
import { type ProblemTexts, problemTexts } from '@/messages/when-needed'

/** A problem in the person's language. */
export interface ProblemWords {
  /** What happened: of our own codes in the person's language, of all others as Azure or the agent said it. */
  message: string
  cause?: string
  fix?: string
  /** The exact sentence where `message` says it in other words, and the language of what is quoted. */
  exact?: string
  isQuoted: boolean
}

/** Only the studio's own answers are said anew; codes and messages of Azure and of the agent are what people search for. */
const isOurs = ({ code, requestId }: Problem) => code.startsWith('Studio.') && requestId !== undefined

function wordsOf(problem: Problem, texts: ProblemTexts | undefined): ProblemWords {
  const { message, hint, target } = problem
  const [cause, fix] = texts?.[problem.code] ?? []
  if (cause === undefined) return { message, ...(hint ? { cause: hint.cause, fix: hint.fix } : {}), isQuoted: false }
  if (isOurs(problem)) return { message: target ? `${target}: ${cause}` : cause, ...(fix ? { fix } : {}), exact: message, isQuoted: false }
  return { message, cause, ...(fix ? { fix } : {}), isQuoted: !problem.code.startsWith('Studio.') }
}

/** The words of a problem; in another language than English once its texts are there. */
export function useProblemWords(problem: Problem): ProblemWords {
  const locale = useLocale()
  const [texts, setTexts] = useState<ProblemTexts>()
  useEffect(() => {
    let isGone = false
    void problemTexts(locale).then((loaded) => {
      if (!isGone) setTexts(loaded)
    })
    return () => {
      isGone = true
    }
  }, [locale])
  return wordsOf(problem, texts)
}

/** The same outside of React, in the language of the page. */
export async function problemWords(problem: Problem): Promise<ProblemWords> {
  const locale: Locale = asLocale(document.documentElement.lang) ?? 'en'
  return wordsOf(problem, await problemTexts(locale).catch(() => undefined))
}
