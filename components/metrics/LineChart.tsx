'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import {
  CartesianGrid,
  type DotItemDotProps,
  Line,
  LineChart as Rechart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { type ChartData, type ChartRow, countsWhole, isAlone } from '@/components/metrics/charts'
import { markerKey, markerSignKey } from '@/components/metrics/marker-href'
import type { MetricMarker } from '@/lib/contract/metrics'

export const chartHeight = 176

/** So many signs fit side by side; what happened closer together shares one. */
const signsPerChart = 9

/** The markers to draw, each with the number of those that came so soon after it that they share its sign; the gravest speaks. */
function spacedOut(markers: readonly MetricMarker[], seconds: number): { marker: MetricMarker; more: number }[] {
  const drawn: { marker: MetricMarker; more: number }[] = []
  for (const marker of markers) {
    const last = drawn.at(-1)
    if (last === undefined || marker.at - last.marker.at > seconds) drawn.push({ marker, more: 0 })
    else {
      last.more += 1
      if (marker.kind === 'crash' && last.marker.kind !== 'crash') last.marker = marker
    }
  }
  return drawn
}

/** One chart: lines with gaps, markers of what happened, a crosshair shared with the others, zoom by dragging. */
export default function LineChart(props: {
  data: ChartData
  /** Ends of the time axis, Unix seconds. */
  from: number
  to: number
  markers: readonly MetricMarker[]
  unit: string
  onZoom: (from: number, to: number) => void
  onReset: () => void
  onMarker: (marker: MetricMarker) => void
}) {
  const { data, from, to, markers, onZoom, onReset, onMarker } = props
  const t = useTranslations('metrics')
  const format = useFormatter()
  const [drag, setDrag] = useState<{ begin: number; end: number }>()
  const isDays = to - from > 2 * 86_400
  const timeText = (at: number) =>
    format.dateTime(
      new Date(at * 1000),
      isDays ? { day: 'numeric', month: 'short', hour: '2-digit' } : { hour: '2-digit', minute: '2-digit' },
    )
  const end = () => {
    if (drag && drag.begin !== drag.end) onZoom(Math.min(drag.begin, drag.end), Math.max(drag.begin, drag.end))
    setDrag(undefined)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a shortcut; the presets and the table offer the same by keyboard
    <div className="select-none" style={{ height: chartHeight }} onDoubleClick={onReset}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 560, height: chartHeight }}>
        <Rechart
          data={data.rows}
          syncId="metrics"
          accessibilityLayer={false}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          onMouseDown={({ activeLabel }) => {
            if (typeof activeLabel === 'number') setDrag({ begin: activeLabel, end: activeLabel })
          }}
          onMouseMove={({ activeLabel }) => {
            if (drag && typeof activeLabel === 'number') setDrag({ ...drag, end: activeLabel })
          }}
          onMouseUp={end}
          onMouseLeave={end}
        >
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[from, to]}
            tickFormatter={timeText}
            tick={{ fill: 'var(--color-ink-3)', fontSize: 11 }}
            tickLine={false}
            axisLine={{ stroke: 'var(--color-line-strong)' }}
            minTickGap={48}
          />
          <YAxis
            width={52}
            domain={[0, 'auto']}
            tickFormatter={(value: number) =>
              format.number(value, { maximumSignificantDigits: 3, notation: value >= 10_000 ? 'compact' : 'standard' })
            }
            tick={{ fill: 'var(--color-ink-3)', fontSize: 11 }}
            tickLine={false}
            axisLine={false}
            tickCount={4}
            allowDecimals={!countsWhole.has(data.name)}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--color-line-strong)' }}
            content={({ active, payload }) => (active ? <Values row={payload[0]?.payload} data={data} unit={props.unit} /> : null)}
          />
          {spacedOut(markers, (to - from) / signsPerChart).map(({ marker, more }) => (
            <ReferenceLine
              key={markerKey(marker)}
              x={marker.at}
              stroke={marker.kind === 'crash' || marker.status === 'Failed' ? 'var(--color-failure-icon)' : 'var(--color-ink-3)'}
              strokeDasharray="3 3"
              className="cursor-pointer"
              onClick={() => onMarker(marker)}
              label={{
                value: `${t(markerSignKey(marker))}${more > 0 ? ` +${more}` : ''}`,
                position: marker.at - from > (to - from) * 0.85 ? 'insideTopRight' : 'insideTopLeft',
                fill: 'var(--color-ink-3)',
                fontSize: 10,
              }}
            />
          ))}
          {drag ? <ReferenceArea x1={drag.begin} x2={drag.end} fill="var(--color-accent)" fillOpacity={0.15} /> : null}
          {data.lines.map(({ key, colour }) => (
            <Line
              key={key}
              dataKey={(row: ChartRow) => row.values[key]}
              name={key}
              stroke={colour}
              strokeWidth={1.75}
              dot={
                data.rows.some((_, index) => isAlone(data.rows, index, key)) &&
                (({ cx, cy, index }: DotItemDotProps) =>
                  isAlone(data.rows, index, key) ? <circle key={index} cx={cx} cy={cy} r={2.5} fill={colour} /> : <g key={index} />)
              }
              activeDot={{ r: 3 }}
              connectNulls={false}
              isAnimationActive={false}
              type="linear"
            />
          ))}
        </Rechart>
      </ResponsiveContainer>
    </div>
  )
}

/** What stands at the crosshair: exact values, and how many requests they rest on. */
function Values(props: { row: ChartRow | undefined; data: ChartData; unit: string }) {
  const t = useTranslations('metrics')
  const format = useFormatter()
  const { row, data, unit } = props
  if (!row) return null
  return (
    <div className="overlay num px-2.5 py-1.5 text-small">
      <p className="text-ink-3">{format.dateTime(new Date(row.at * 1000), { dateStyle: 'medium', timeStyle: 'medium' })}</p>
      {data.lines.map(({ key, colour }) => (
        <p key={key} className="flex items-center gap-2">
          <span className="size-2 rounded-full" style={{ background: colour }} aria-hidden />
          {key}
          <span className="ml-auto pl-4">
            {row.values[key] === undefined ? t('gap') : `${format.number(row.values[key], { maximumSignificantDigits: 4 })} ${unit}`}
          </span>
        </p>
      ))}
      <p className="text-ink-3">{t('samples', { count: row.samples })}</p>
    </div>
  )
}
