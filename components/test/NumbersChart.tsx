'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import type { AnswerSeries } from '@/components/test/answer-views'

const width = 640
const height = 260
const left = 56
const bottom = 24
const top = 8
const colours = ['blue', 'green', 'amber', 'violet', 'red', 'cyan', 'pink', 'slate'].map((name) => `var(--color-deploy-${name})`)
/** Beyond this single points are no longer told apart. */
const dottedPoints = 60

/** Numbers of an answer by their position: a line per column. The table beside it says the same in words. */
export default function NumbersChart({ series }: { series: AnswerSeries[] }) {
  const t = useTranslations('test')
  const format = useFormatter()
  const [at, setAt] = useState<number>()
  const count = series[0]?.values.length ?? 0
  const all = series.flatMap(({ values }) => values)
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const [from, to] = low === high ? [low - 1, high + 1] : [low, high]
  const x = (index: number) => left + (index / Math.max(1, count - 1)) * (width - left - 8)
  const y = (value: number) => top + ((to - value) / (to - from)) * (height - top - bottom)
  // Digits below a ten-thousandth of the span say nothing, and 0.00009 in the middle of -1 and 1 would not fit.
  const decimals = Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(to - from))))
  const number = (value: number) => {
    const size = Math.abs(value)
    if (size >= 1e7 || (size > 0 && size < 1e-4 && to - from < 1e-3)) return value.toExponential(2)
    return format.number(value, { maximumFractionDigits: decimals })
  }
  return (
    <figure>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('chartLabel', { count, low: number(low), high: number(high) })}
        className="w-full"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          const share = (((event.clientX - box.left) / box.width) * width - left) / (width - left - 8)
          setAt(Math.max(0, Math.min(count - 1, Math.round(share * (count - 1)))))
        }}
        onPointerLeave={() => setAt(undefined)}
      >
        {[from, (from + to) / 2, to].map((value) => (
          <g key={value}>
            <line x1={left} x2={width - 8} y1={y(value)} y2={y(value)} stroke="var(--color-line)" />
            <text x={left - 6} y={y(value) + 4} textAnchor="end" fontSize="11" fill="var(--color-ink-3)">
              {number(value)}
            </text>
          </g>
        ))}
        {[0, count - 1].map((index) => (
          <text key={index} x={x(index)} y={height - 6} textAnchor={index === 0 ? 'start' : 'end'} fontSize="11" fill="var(--color-ink-3)">
            {index}
          </text>
        ))}
        {series.map(({ name, values }, index) => (
          <g key={name} stroke={colours[index]} fill={colours[index]}>
            <polyline points={values.map((value, position) => `${x(position)},${y(value)}`).join(' ')} fill="none" strokeWidth="1.5" />
            {count <= dottedPoints
              ? // biome-ignore lint/suspicious/noArrayIndexKey: a point is its position
                values.map((value, position) => <circle key={position} cx={x(position)} cy={y(value)} r="2.5" stroke="none" />)
              : null}
          </g>
        ))}
        {at === undefined ? null : <line x1={x(at)} x2={x(at)} y1={top} y2={height - bottom} stroke="var(--color-line-strong)" />}
      </svg>
      <figcaption className="num flex min-h-5 flex-wrap gap-x-4 text-ink-2 text-small">
        {series.map(({ name, values }, index) => (
          <span key={name} className="flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-full" style={{ background: colours[index] }} />
            {name === '' ? t('value') : name}
            {at === undefined ? null : ` [${at}] ${values[at]}`}
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
