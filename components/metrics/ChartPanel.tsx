'use client'

import { Download, Table2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useFormatter, useTranslations } from 'next-intl'
import { type ChartData, chartCsv } from '@/components/metrics/charts'
import { IconButton } from '@/components/ui/IconButton'
import { Skeleton } from '@/components/ui/Skeleton'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { MetricMarker } from '@/lib/contract/metrics'

/** The chart library comes with this page's charts and with nothing else; its room is kept until then. */
const LineChart = dynamic(() => import('@/components/metrics/LineChart'), {
  ssr: false,
  loading: () => <Skeleton className="h-44 w-full" />,
})

/** A chart with its name, as table and as CSV; a range without anything says so instead. */
export function ChartPanel(props: {
  data: ChartData
  endpoint: string
  from: number
  to: number
  markers: readonly MetricMarker[]
  isTable: boolean
  onTable: () => void
  onZoom: (from: number, to: number) => void
  onReset: () => void
  onMarker: (marker: MetricMarker) => void
}) {
  const t = useTranslations('metrics')
  const { data, endpoint, from, to, markers, isTable, onTable, onZoom, onReset, onMarker } = props
  const title = t(`chart.${data.name}`)
  const unit = t(`unit.${data.name}`)
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded-panel border bg-raised p-3">
      <div className="mb-1 flex min-h-7 items-center gap-2">
        <h2 className="font-[560] text-base">{title}</h2>
        <span className="text-ink-3 text-small">{unit}</span>
        <span className="ml-auto" />
        <IconButton label={t('asTable', { chart: title })} size="sm" isPressed={isTable} onPress={onTable}>
          <Table2 aria-hidden />
        </IconButton>
        <IconButton label={t('asCsv', { chart: title })} size="sm" onPress={() => download(`${endpoint}-${data.name}.csv`, chartCsv(data))}>
          <Download aria-hidden />
        </IconButton>
      </div>
      {isTable ? (
        <ValueTable data={data} title={title} />
      ) : data.isEmpty ? (
        <p className="flex h-44 items-center justify-center text-ink-3 text-small">{t(`empty.${data.name}`)}</p>
      ) : (
        <>
          <LineChart data={data} unit={unit} from={from} to={to} markers={markers} onZoom={onZoom} onReset={onReset} onMarker={onMarker} />
          <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 pl-[52px] text-ink-2 text-small">
            {data.lines.map(({ key, colour }) => (
              <li key={key} className="flex items-center gap-1.5">
                <span className="h-0.5 w-3 rounded-full" style={{ background: colour }} aria-hidden />
                {key}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const rowsShown = 200

function ValueTable(props: { data: ChartData; title: string }) {
  const t = useTranslations('metrics')
  const format = useFormatter()
  const { lines, rows } = props.data
  const filled = rows.filter((row) => Object.keys(row.values).length > 0)
  const newest = filled.toReversed().slice(0, rowsShown)
  if (newest.length === 0)
    return <p className="flex h-44 items-center justify-center text-ink-3 text-small">{t(`empty.${props.data.name}`)}</p>
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={t('asTable', { chart: props.title })}
      className="max-h-52 overflow-y-auto"
    >
      <Table
        label={props.title}
        head={
          <>
            <Th>{t('time')}</Th>
            {lines.map(({ key }) => (
              <Th key={key} numeric>
                {key}
              </Th>
            ))}
            <Th numeric>{t('requestsColumn')}</Th>
          </>
        }
        className="[&_td]:h-7"
      >
        {newest.map(({ at, values, samples }) => (
          <Tr key={at}>
            <Td>{format.dateTime(new Date(at * 1000), { dateStyle: 'short', timeStyle: 'medium' })}</Td>
            {lines.map(({ key }) => (
              <Td key={key} numeric>
                {values[key] === undefined ? <EmptyCell reason={t('gap')} /> : format.number(values[key], { maximumSignificantDigits: 4 })}
              </Td>
            ))}
            <Td numeric>{format.number(samples)}</Td>
          </Tr>
        ))}
      </Table>
    </section>
  )
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
