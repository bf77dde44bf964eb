'use client'

import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { type AnswerTable, seriesIn, tableIn } from '@/components/test/answer-views'
import { type Answer, prettyJson } from '@/components/test/read-events'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { CopyButton } from '@/components/ui/CopyButton'
import { RadioCards } from '@/components/ui/RadioCards'
import { Skeleton } from '@/components/ui/Skeleton'
import { showProblem } from '@/components/ui/toast'
import { ProblemError } from '@/lib/problems/problem'
import { bodyDownload, readBodyPart } from '@/lib/queries/invocations'

const NumbersChart = dynamic(() => import('@/components/test/NumbersChart'), {
  ssr: false,
  loading: () => <Skeleton className="h-72 w-full" />,
})

type View = 'pretty' | 'raw' | 'table' | 'chart'
const shownTableRows = 500

/** The body of an answer in the form that suits it; what is long comes in pieces, on demand. */
export function ResponseBody({ answer, invocationId, isDone }: { answer: Answer; invocationId: string | undefined; isDone: boolean }) {
  const t = useTranslations('test')
  const [wanted, setWanted] = useState<View>('pretty')
  const rest = useRest(answer, invocationId)
  const text = answer.text + rest.text
  const isWhole = isDone && (!answer.truncated || rest.isComplete)
  const pretty = useMemo(() => (isWhole && !answer.binary ? prettyJson(text) : undefined), [isWhole, answer.binary, text])
  const table = useMemo(() => (isWhole && !answer.binary ? tableIn(text) : undefined), [isWhole, answer.binary, text])
  const series = useMemo(() => seriesIn(table), [table])
  if (answer.binary) return <BinaryBody answer={answer} invocationId={invocationId} />
  if (text === '') return <p className="text-ink-3">{isDone ? t('emptyBody') : t('waiting')}</p>
  const views: View[] = [
    ...(pretty === undefined ? [] : (['pretty'] as const)),
    'raw',
    ...(table ? (['table'] as const) : []),
    ...(series ? (['chart'] as const) : []),
  ]
  const view = views.includes(wanted) ? wanted : 'raw'
  const shown = view === 'pretty' && pretty !== undefined ? pretty : text
  return (
    <>
      <div className="mb-2 flex min-h-7 flex-wrap items-center gap-2">
        {views.length > 1 ? (
          <RadioCards
            layout="chips"
            label={t('view')}
            hideLabel
            value={view}
            onChange={setWanted}
            options={views.map((value) => ({ value, title: t(`viewOf.${value}`) }))}
          />
        ) : null}
        <span className="ml-auto">
          <CopyButton what={t('response')} text={shown} />
        </span>
      </div>
      {view === 'table' && table ? (
        <BodyTable table={table} />
      ) : view === 'chart' && series ? (
        <NumbersChart series={series} />
      ) : (
        <LongText text={shown} />
      )}
      {answer.truncated && !rest.isComplete ? (
        <p className="mt-2 flex flex-wrap items-center gap-2 text-ink-2 text-small">
          {t('shownOf', { shown: rest.next, total: answer.bytes ?? 0 })}
          {invocationId ? (
            <>
              <Button size="sm" isPending={rest.isReading} onPress={() => void rest.more()}>
                {t('showMore')}
              </Button>
              <Download invocationId={invocationId} />
            </>
          ) : null}
        </p>
      ) : null}
    </>
  )
}

const encoder = new TextEncoder()

/** The part of a long body that was asked for. It belongs to one answer: another one begins anew. */
function useRest(answer: Answer, invocationId: string | undefined) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const [loaded, setLoaded] = useState<{ id: string; text: string; next: number; isComplete: boolean }>()
  const [isReading, setReading] = useState(false)
  const mine = loaded && loaded.id === invocationId ? loaded : undefined
  const first = useMemo(() => (answer.truncated ? encoder.encode(answer.text).length : 0), [answer.truncated, answer.text])
  const next = mine?.next ?? first
  const more = async () => {
    if (!invocationId) return
    setReading(true)
    try {
      const part = await readBodyPart(detail.name, invocationId, 'response', next)
      setLoaded({ id: invocationId, text: (mine?.text ?? '') + part.text, next: part.next, isComplete: part.next >= part.total })
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      showProblem(t('historyFailed'), error.problem)
    } finally {
      setReading(false)
    }
  }
  return { text: mine?.text ?? '', next, isComplete: mine?.isComplete ?? false, isReading, more }
}

function BinaryBody({ answer, invocationId }: { answer: Answer; invocationId: string | undefined }) {
  const t = useTranslations('test')
  const type = answer.headers['content-type'] ?? '?'
  const isImage = /^image\/(png|jpeg|gif|webp)\b/.test(type) && answer.totalMs !== undefined && !answer.truncated
  return (
    <div className="flex flex-col items-start gap-3">
      {isImage ? (
        // biome-ignore lint/performance/noImgElement: bytes of an answer, shown as they came
        <img
          alt={t('answerImage')}
          src={`data:${type};base64,${joined(answer.pieces)}`}
          className="max-h-96 max-w-full rounded-control border"
        />
      ) : (
        <p className="text-ink-2">{t('binary', { type })}</p>
      )}
      {invocationId ? <Download invocationId={invocationId} /> : null}
    </div>
  )
}

/** Pieces end anywhere between bytes, so each may have its own padding. */
function joined(pieces: readonly string[]): string {
  return btoa(pieces.map(atob).join(''))
}

function Download({ invocationId }: { invocationId: string }) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  return (
    <a className={buttonClass({ size: 'sm' })} href={bodyDownload(detail.name, invocationId, 'response')} download>
      {t('download')}
    </a>
  )
}

function BodyTable({ table }: { table: AnswerTable }) {
  const t = useTranslations('test')
  const sides = table.columns.map((_, column) => (table.rows.every((row) => typeof row[column] === 'number') ? 'text-right' : 'text-left'))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={t('viewOf.table')} className="max-h-[480px] overflow-auto rounded-control border">
      <table className="w-full text-small">
        <thead className="sticky top-0 bg-raised">
          <tr>
            <th scope="col" className="num w-10 border-b px-2 py-1 text-right font-normal text-ink-3">
              #
            </th>
            {table.columns.map((name, column) => (
              <th key={name} scope="col" className={`border-b px-2 py-1 font-[540] ${sides[column]}`}>
                {name === '' ? t('value') : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, shownTableRows).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position
            <tr key={index} className="hover:bg-hover">
              <td className="num px-2 py-0.5 text-right text-ink-3">{index}</td>
              {table.columns.map((name, column) => (
                <td key={name} className={`num px-2 py-0.5 font-mono ${sides[column]}`}>
                  {typeof row[column] === 'string' ? row[column] : JSON.stringify(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.rows.length > shownTableRows ? (
        <p className="px-2 py-1 text-ink-3 text-small">{t('moreRows', { count: table.rows.length - shownTableRows })}</p>
      ) : null}
    </section>
  )
}

const blockLength = 20_000

/** Text in blocks of which the browser lays out only those in view: a megabyte opens as quickly as a line. */
function LongText({ text }: { text: string }) {
  const blocks = useMemo(() => blocksOf(text), [text])
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[560px] overflow-y-auto whitespace-pre-wrap break-words rounded-control bg-sunken px-3 py-2.5 leading-5! focus-visible:-outline-offset-2"
    >
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its position
        <span key={index} className={blocks.length > 1 ? 'block [contain-intrinsic-size:auto_4000px] [content-visibility:auto]' : ''}>
          {block}
        </span>
      ))}
    </pre>
  )
}

/** Cut behind a line break where there is one, so that blocks below each other look like one text. */
function blocksOf(text: string): string[] {
  const blocks: string[] = []
  for (let at = 0; at < text.length; ) {
    const lineBreak = text.indexOf('\n', at + blockLength)
    const end = lineBreak === -1 || lineBreak > at + 2 * blockLength ? Math.min(text.length, at + blockLength) : lineBreak
    blocks.push(text.slice(at, end))
    at = text[end] === '\n' ? end + 1 : end
  }
  return blocks
}
