'use client'
import { useLocale, useTranslations } from 'next-intl'
import { useCallback, useMemo, useState } from 'react'
import { LogLinesDropped } from '@/components/logs/LogLinesDropped'
import type { ListItem } from '@/components/logs/LogList'
import type { LogChoice } from '@/components/logs/log-choice'
import type { LogState } from '@/components/logs/log-model'
import { type Hidden, type Insert, mapMatches, mapRows, type RowMap } from '@/components/logs/row-map'
import type { LogSearch } from '@/components/logs/use-log-search'
import type { LogRow } from '@/lib/contract/scorepoint'
import { fetchJson } from '@/lib/queries/fetch-json'

interface Folds {
  generation: number
  /** Entries that were folded by hand. */
  hidden: readonly Hidden[]
  /** Entries of a folded view that were opened: their lines by the number of their first. */
  opened: ReadonlyMap<number, readonly LogRow[]>
}

/** Which rows the list has: lines, matches, notices in between, and entries folded or opened by hand. */
export function useLogRows(
  state: LogState,
  choice: LogChoice,
  search: LogSearch,
  root: string,
  onAllLines: () => void,
): { map: RowMap<ListItem>; foldOf: (row: LogRow) => boolean | undefined; onFold: (row: LogRow) => void } {
  const t = useTranslations('logs')
  const locale = useLocale()
  const { facts, breaks, generation } = state
  const [kept, setFolds] = useState<Folds>({ generation, hidden: [], opened: new Map() })
  const folds: Folds = kept.generation === generation ? kept : { generation, hidden: [], opened: new Map() }
  /** Number at which "the last n lines" began when the page was opened. */
  const [floor, setFloor] = useState<{ generation: number; last: number | undefined; from: number }>()
  if (facts && (floor?.generation !== generation || floor.last !== choice.last)) {
    setFloor({ generation, last: choice.last, from: choice.last === undefined ? 0 : Math.max(facts.start, facts.end - choice.last) })
  }
  const start = Math.max(facts?.start ?? 0, floor?.from ?? 0)
  const end = facts?.end ?? 0
  const dropped = facts?.start ?? 0

  const map = useMemo<RowMap<ListItem>>(() => {
    if (choice.matchesOnly && choice.query !== '') return mapMatches(search.numbers.filter((number) => number >= start && number < end))
    const time = (at: number) => new Date(at).toLocaleTimeString(locale)
    const inserts: Insert<ListItem>[] = breaks.map((one, index) => ({
      before: one.number,
      item: { kind: 'notice', id: `break-${index}`, content: t('wasLost', { from: time(one.lostAt), to: time(one.backAt) }) },
    }))
    if (start > dropped || dropped > 0) {
      const content = start > dropped ? <LogLinesDropped count={start - dropped} onShow={onAllLines} /> : t('dropped', { count: dropped })
      inserts.push({ before: start, item: { kind: 'notice', id: 'older', content } })
    }
    for (const [number, rows] of folds.opened) for (const row of rows) inserts.push({ before: number + 1, item: { kind: 'entry', row } })
    return mapRows(start, end, inserts, folds.hidden)
  }, [choice.matchesOnly, choice.query, search.numbers, start, end, dropped, breaks, folds.hidden, folds.opened, locale, t, onAllLines])

  const foldOf = (row: LogRow): boolean | undefined => {
    if (!row.lines || (choice.matchesOnly && choice.query !== '')) return undefined
    return choice.folded ? !folds.opened.has(row.number) : folds.hidden.some(({ from }) => from === row.number + 1)
  }
  const onFold = useCallback(
    (row: LogRow) => {
      const change = (next: (folds: Folds) => Folds) =>
        setFolds((held) => next(held.generation === generation ? held : { generation, hidden: [], opened: new Map() }))
      const from = row.number + 1
      if (!choice.folded) {
        change((held) => {
          const isHidden = held.hidden.some((one) => one.from === from)
          const hidden = isHidden ? held.hidden.filter((one) => one.from !== from) : [...held.hidden, { from, count: row.lines ?? 0 }]
          return { ...held, hidden }
        })
        return
      }
      void fetchJson<LogRow[]>(`${root}/entry?id=${encodeURIComponent(row.id)}`).then((rows) =>
        change((held) => {
          const opened = new Map(held.opened)
          if (!opened.delete(row.number)) opened.set(row.number, rows)
          return { ...held, opened }
        }),
      )
    },
    [choice.folded, generation, root],
  )
  return { map, foldOf, onFold }
}
