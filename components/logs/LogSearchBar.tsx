'use client'

import { CaseSensitive, ChevronDown, ChevronUp, CircleSlash2, Regex, Search } from 'lucide-react'
import { useFormatter, useLocale, useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { findWords, type LogChoice } from '@/components/logs/log-choice'
import type { LogSearch } from '@/components/logs/use-log-search'
import { Checkbox } from '@/components/ui/Checkbox'
import { IconButton } from '@/components/ui/IconButton'
import { TextField } from '@/components/ui/TextField'

/** Search with its switches, where the current match stands among all, and how far back was searched. */
export function LogSearchBar(props: {
  choice: LogChoice
  search: LogSearch
  problem: string | undefined
  /** Place of the current match, from 1. */
  at: number | undefined
  onStep: (by: 1 | -1) => void
  onChange: (changes: Record<string, string | undefined>) => void
}) {
  const t = useTranslations('logs')
  const format = useFormatter()
  const locale = useLocale()
  const { choice, search, problem, at, onStep, onChange } = props
  const field = useRef<HTMLInputElement>(null)
  // The address follows a moment later; a field bound to it would lose fast keystrokes.
  const [text, setText] = useState(choice.query)
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      field.current?.focus()
      field.current?.select()
    }
    window.addEventListener('keydown', find)
    return () => window.removeEventListener('keydown', find)
  }, [])
  useEffect(() => setText((held) => (choice.query === '' && document.activeElement !== field.current ? '' : held)), [choice.query])
  const set = (change: Parameters<typeof findWords>[1]) => onChange({ find: findWords(choice, change) })
  const count =
    at === undefined
      ? search.found === 0 && search.isDone
        ? t('noMatch')
        : t('matches', { count: search.found })
      : t('matchOf', { at: format.number(at), of: format.number(search.found) })
  const backTo =
    search.backTo === undefined ? undefined : new Date(search.backTo).toLocaleString(locale, { dateStyle: 'short', timeStyle: 'medium' })
  return (
    <search className="flex flex-wrap items-center gap-1">
      <TextField
        label={t('search')}
        hideLabel
        type="search"
        placeholder={t('search')}
        value={text}
        inputRef={field}
        error={problem}
        onChange={(next) => {
          setText(next)
          onChange({ q: next })
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          onStep('shiftKey' in event && event.shiftKey ? -1 : 1)
        }}
        className="w-60 max-sm:w-full"
        prefix={<Search className="size-3.5!" aria-hidden />}
        suffix={
          choice.query === '' ? null : (
            <span className="num whitespace-nowrap pr-1 text-small" role="status">
              {count}
            </span>
          )
        }
      />
      <IconButton
        size="sm"
        label={t('matchCase')}
        isPressed={choice.matchCase}
        variant={choice.matchCase ? 'default' : 'quiet'}
        onPress={() => set({ matchCase: !choice.matchCase })}
      >
        <CaseSensitive aria-hidden />
      </IconButton>
      <IconButton
        size="sm"
        label={t('regex')}
        isPressed={choice.regex}
        variant={choice.regex ? 'default' : 'quiet'}
        onPress={() => set({ regex: !choice.regex })}
      >
        <Regex aria-hidden />
      </IconButton>
      <IconButton
        size="sm"
        label={t('inverse')}
        isPressed={choice.inverse}
        variant={choice.inverse ? 'default' : 'quiet'}
        onPress={() => set({ inverse: !choice.inverse })}
      >
        <CircleSlash2 aria-hidden />
      </IconButton>
      {choice.query === '' ? null : (
        <>
          <IconButton size="sm" label={t('previousMatch')} onPress={() => onStep(-1)}>
            <ChevronUp aria-hidden />
          </IconButton>
          <IconButton size="sm" label={t('nextMatch')} onPress={() => onStep(1)}>
            <ChevronDown aria-hidden />
          </IconButton>
          <Checkbox isSelected={choice.matchesOnly} onChange={(only) => onChange({ only: only ? 'matches' : undefined })}>
            {t('matchesOnly')}
          </Checkbox>
          {backTo === undefined ? null : (
            <span className="ml-1 text-ink-3 text-small">
              {search.isDone ? t('searchedAll', { time: backTo }) : t('searchedBack', { time: backTo })}
            </span>
          )}
        </>
      )}
    </search>
  )
}
