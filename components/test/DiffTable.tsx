'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { TextField } from '@/components/ui/TextField'
import { formatPath, parseAnswer } from '@/lib/domain/json-path/json-path'
import { compareJson, type Difference } from '@/lib/domain/response-diff/response-diff'

const shownDifferences = 100

/** Where two answers differ, numbers with a tolerance that can be changed. */
export function DiffTable(props: { before: string; after: string; beforeName: string; afterName: string }) {
  const t = useTranslations('test')
  const format = useFormatter()
  const { before, after, beforeName, afterName } = props
  const [typed, setTyped] = useState('0')
  const tolerance = Number(typed)
  const isTolerance = typed.trim() !== '' && tolerance >= 0
  const compared = useMemo(() => {
    const [left, right] = [parseAnswer(before), parseAnswer(after)]
    return left && right ? compareJson(left.value, right.value, isTolerance ? tolerance : 0) : undefined
  }, [before, after, tolerance, isTolerance])
  if (!compared) return <p className="text-ink-2">{before === after ? t('sameText') : t('otherText')}</p>
  const { differences, largestDistance, numbers, more } = compared
  const cut = differences.slice(0, shownDifferences)
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-1">
        <TextField
          label={t('tolerance')}
          mono
          prefix="±"
          className="w-48"
          value={typed}
          onChange={setTyped}
          error={isTolerance ? undefined : t('rowFault.tolerance')}
        />
        <p role="status" className="pb-1.5">
          {differences.length === 0 ? (
            <span className="text-success">{t('noDifference')}</span>
          ) : (
            <span className="text-attention">{t('differences', { count: differences.length, more: String(more) })}</span>
          )}
          {numbers > 0 ? (
            <span className="num text-ink-3 text-small">
              {' '}
              {t('largestDistance', { count: numbers, distance: format.number(largestDistance, { maximumSignificantDigits: 4 }) })}
            </span>
          ) : null}
        </p>
      </div>
      {cut.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section tabIndex={0} aria-label={t('differenceList')} className="max-h-96 overflow-auto rounded-control border">
          <table className="w-full text-small">
            <thead className="sticky top-0 bg-raised text-left text-ink-3">
              <tr>
                <th className="border-b px-2 py-1 font-normal first-letter:uppercase">{t('partName.path')}</th>
                <th className="border-b px-2 py-1 font-normal">{beforeName}</th>
                <th className="border-b px-2 py-1 font-normal">{afterName}</th>
                <th className="border-b px-2 py-1 text-right font-normal">{t('distance')}</th>
              </tr>
            </thead>
            <tbody>
              {cut.map((difference) => (
                <DifferenceRow key={formatPath(difference.path)} difference={difference} />
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
      {differences.length > cut.length ? (
        <p className="text-ink-3 text-small">{t('moreRows', { count: differences.length - cut.length })}</p>
      ) : null}
    </div>
  )
}

function DifferenceRow({ difference }: { difference: Difference }) {
  const format = useFormatter()
  const { path, kind, before, after, distance } = difference
  return (
    <tr className="align-top">
      <td className="px-2 py-0.5 font-mono">{formatPath(path)}</td>
      <td className="px-2 py-0.5 font-mono [overflow-wrap:anywhere]">{kind === 'added' ? '–' : short(before)}</td>
      <td className="px-2 py-0.5 font-mono [overflow-wrap:anywhere]">{kind === 'removed' ? '–' : short(after)}</td>
      <td className="num px-2 py-0.5 text-right">
        {distance === undefined ? '' : format.number(distance, { maximumSignificantDigits: 4 })}
      </td>
    </tr>
  )
}

const shortLength = 120

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? ''
  return text.length > shortLength ? `${text.slice(0, shortLength)}…` : text
}
