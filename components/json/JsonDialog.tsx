'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { ColouredJson } from '@/components/json/ColouredJson'
import { Code } from '@/components/ui/Code'
import { CopyButton } from '@/components/ui/CopyButton'
import { Dialog } from '@/components/ui/Dialog'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { RadioCards } from '@/components/ui/RadioCards'
import { TextField } from '@/components/ui/TextField'
import { Yaml } from '@/components/ui/Yaml'
import type { JsonSource, JsonViewData } from '@/lib/contract/json-source'
import { type AzOutput, azCommand, azOutputs, formatResult } from '@/lib/domain/az-output/az-output'
import { type QueryFault, type QueryOutcome, runQuery } from '@/lib/domain/az-output/query'
import { ProblemError } from '@/lib/problems/problem'
import { fetchJson } from '@/lib/queries/fetch-json'

type Shape = 'az' | 'arm'
/** Longer results are shown in part; copying takes them whole. */
const shownCharacters = 200_000

/** A resource or list as JSON, filtered by JMESPath and printed as `az --query … --output …` does; all of it in the address. */
export function JsonDialog(props: { source: JsonSource; onClose: () => void }) {
  const t = useTranslations('json')
  const [params, setParams] = useUrlState()
  const query = new URLSearchParams({ ...props.source })
  const { data, error } = useQuery({
    queryKey: ['json', query.toString()],
    queryFn: ({ signal }) => fetchJson<JsonViewData>(`/api/json?${query}`, signal),
    staleTime: 2_000,
    retry: false,
  })
  const shape: Shape = params.get('shape') === 'arm' || (data && data.az === undefined) ? 'arm' : 'az'
  const output: AzOutput = azOutputs.find((known) => known === params.get('out')) ?? 'json'
  // The field's own state: the address follows in a transition, which would lose what is typed quickly.
  const [expression, setExpression] = useState(params.get('jq') ?? '')
  const shown = shape === 'az' ? data?.az : data?.arm
  const outcome = useOutcome(data === undefined ? undefined : { shown }, expression)
  const text = outcome?.ok ? formatResult(outcome.result, output) : undefined
  const command = data && azCommand((shape === 'az' ? data.command : undefined) ?? data.restCommand, expression, output)
  return (
    <Dialog title={t('title')} size="lg" isOpen onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}>
      <div className="grid gap-3">
        {error instanceof ProblemError ? <ProblemNotice problem={error.problem} title={t('unreadable')} /> : null}
        <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
          {data?.az === undefined ? null : (
            <RadioCards
              label={t('shape')}
              layout="chips"
              value={shape}
              onChange={(next) => setParams({ shape: next === 'az' ? undefined : next })}
              options={[
                { value: 'az', title: 'az ml' },
                { value: 'arm', title: 'ARM' },
              ]}
            />
          )}
          <RadioCards
            label={t('output')}
            layout="chips"
            value={output}
            onChange={(next) => setParams({ out: next === 'json' ? undefined : next })}
            options={azOutputs.map((value) => ({ value, title: value }))}
          />
        </div>
        <TextField
          label={t('filter')}
          description={t('filterHelp')}
          placeholder={Array.isArray(shown) ? '[].name' : 'tags'}
          value={expression}
          onChange={(jq) => {
            setExpression(jq)
            setParams({ jq })
          }}
          error={outcome && !outcome.ok ? <Fault expression={expression} fault={outcome.fault} /> : undefined}
          autoComplete="off"
          autoFocus
          mono
        />
        {outcome?.ok && outcome.beyondAz.length > 0 ? (
          <Notice tone="attention">{t('beyondAz', { parts: outcome.beyondAz.join(', ') })}</Notice>
        ) : null}
        {outcome?.ok ? (
          text === undefined ? (
            <p className="text-ink-2">{t('noTable')}</p>
          ) : output === 'none' ? (
            <p className="text-ink-2">{t('nothing')}</p>
          ) : (
            <Code text={text} title={t('result')} className="[&_pre]:max-h-[45vh] [&_pre]:overflow-auto">
              <Coloured text={text.slice(0, shownCharacters)} output={output} />
            </Code>
          )
        ) : data === undefined && !error ? (
          <p className="text-ink-3">{t('reading')}</p>
        ) : null}
        {text !== undefined && text.length > shownCharacters ? <p className="text-ink-3 text-small">{t('cut')}</p> : null}
        {command ? (
          <div className="flex min-w-0 items-start gap-1">
            <code className="min-w-0 flex-1 [overflow-wrap:anywhere]">{command}</code>
            <CopyButton what={t('command')} text={command} />
          </div>
        ) : null}
      </div>
    </Dialog>
  )
}

function Coloured({ text, output }: { text: string; output: AzOutput }) {
  if (output === 'jsonc') return <ColouredJson text={text} />
  return output === 'yamlc' ? <Yaml text={text} /> : text
}

/** The outcome for what is typed now; a slower answer to an earlier text is dropped. */
function useOutcome(data: { shown: unknown } | undefined, expression: string): QueryOutcome | undefined {
  const [outcome, setOutcome] = useState<QueryOutcome>()
  const shown = data?.shown
  const isReady = data !== undefined
  useEffect(() => {
    if (!isReady) return
    let isCurrent = true
    runQuery(shown, expression).then((next) => {
      if (isCurrent) setOutcome(next)
    })
    return () => {
      isCurrent = false
    }
  }, [shown, isReady, expression])
  return outcome
}

/** What is wrong and where: the expression with a mark under the place. */
function Fault({ expression, fault }: { expression: string; fault: QueryFault }) {
  const t = useTranslations('json')
  const at = Math.min(fault.position, expression.length)
  return (
    <span className="block">
      {t(`fault.${fault.kind}`, { position: at + 1 })}
      {fault.kind === 'unclosed' ? null : <span className="text-ink-2"> {fault.message}</span>}
      <span className="mt-1 block overflow-x-auto whitespace-pre font-mono" aria-hidden>
        {`${expression}\n${' '.repeat(at)}^`}
      </span>
    </span>
  )
}
