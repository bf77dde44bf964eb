'use client'

import { FlaskConical, ScrollText } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'
import type { Answer } from '@/components/test/read-events'
import { type Meaning, meaningOf } from '@/components/test/response-meaning'
import { Button } from '@/components/ui/Button'
import { LinkButton } from '@/components/ui/LinkButton'
import type { RequestLog } from '@/lib/contract/scorepoint'
import { readTracebacks } from '@/lib/domain/explain/traceback'

/** What an answer outside 2xx means: cause, the setting responsible, and the way to it. Nothing for a success. */
export function Explain(props: {
  answer: Answer
  log: RequestLog | undefined
  onShowLogs: (() => void) | undefined
  onSample: (() => void) | undefined
}) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const { answer, log, onShowLogs, onSample } = props
  const meaning = meaningOf(answer.status, answer.headers, answer.text)
  if (meaning.kind === 'ok') return null
  const by = answer.headers['azureml-model-deployment']
  const root = `/endpoints/${encodeURIComponent(detail.name)}`
  const deploymentPage = by ? `${root}/deployments/${encodeURIComponent(by)}` : undefined
  const raised = meaning.kind === 'modelFailed' ? raisedIn(log) : undefined
  const values = { status: '', reason: '', setting: '', message: '', ...meaning }
  const links = linksFor(meaning)
  return (
    <section aria-label={t('explain')} className="border-b px-3.5 py-3">
      <h3 className="font-[580] [overflow-wrap:anywhere]">
        {raised ? t('raisedTitle', { ...values, error: raised.error }) : t(`meaning.${meaning.kind}.title`, values)}
      </h3>
      {raised?.place ? <p className="mt-1 font-mono text-small">{t('raisedAt', { place: raised.place })}</p> : null}
      <p className="mt-1 text-ink-2">{t(`meaning.${meaning.kind}.text`, values)}</p>
      {'message' in meaning && meaning.message ? (
        <p className="mt-1 font-mono text-small [overflow-wrap:anywhere]">{meaning.message}</p>
      ) : null}
      {'setting' in meaning ? (
        <p className="mt-1 text-small">
          {t('responsible')} <code>{meaning.setting}</code>
        </p>
      ) : null}
      <div className="mt-3 flex flex-wrap gap-2 empty:hidden">
        {links.includes('logs') && onShowLogs ? (
          <Button size="sm" icon={<ScrollText aria-hidden />} onPress={onShowLogs}>
            {log && log.rows.length > 0 ? t('showLines', { count: log.rows.length }) : t('link.requestLogs')}
          </Button>
        ) : null}
        {'setting' in meaning && deploymentPage ? (
          <LinkButton size="sm" href={`${deploymentPage}/edit?step=limits`}>
            {t('link.changeSetting')}
          </LinkButton>
        ) : null}
        {links.includes('deployment') && deploymentPage ? (
          <LinkButton size="sm" href={'setting' in meaning ? `${deploymentPage}#request_settings` : deploymentPage}>
            {t('link.deployment', { name: by ?? '' })}
          </LinkButton>
        ) : null}
        {links.includes('traffic') ? (
          <LinkButton size="sm" href={`${root}/traffic`}>
            {t('link.traffic')}
          </LinkButton>
        ) : null}
        {links.includes('consume') ? (
          <LinkButton size="sm" href={`${root}/consume`}>
            {t('link.keys')}
          </LinkButton>
        ) : null}
        {links.includes('sample') && onSample ? (
          <Button size="sm" variant="quiet" icon={<FlaskConical aria-hidden />} onPress={onSample}>
            {t('link.sample')}
          </Button>
        ) : null}
      </div>
    </section>
  )
}

type Way = 'logs' | 'deployment' | 'traffic' | 'consume' | 'sample'

function linksFor(meaning: Meaning): Way[] {
  switch (meaning.kind) {
    case 'modelFailed':
      return ['logs', 'deployment', 'sample']
    case 'modelRefused':
      return ['sample', 'logs']
    case 'timeout':
      return ['deployment', 'logs']
    case 'busy':
    case 'notReady':
    case 'instanceLost':
      return ['deployment', 'logs']
    case 'noTraffic':
    case 'noDeployment':
      return ['traffic']
    case 'unauthorized':
      return ['consume']
    default:
      return []
  }
}

/** Name and message of the exception run() ended with, and the place in the scoring script. */
function raisedIn(log: RequestLog | undefined): { error: string; place: string | undefined } | undefined {
  const text = log?.traceback ?? log?.rows.map((row) => row.text).join('\n')
  const chain = text === undefined ? undefined : readTracebacks(text.split('\n')).at(-1)
  // The server wraps what run() raised: the cause stands first in the chain.
  const first = chain?.[0]
  if (!first) return undefined
  const frame = first.frames.findLast(({ file }) => !/site-packages|[\\/]lib[\\/]python/.test(file)) ?? first.frames.at(-1)
  const place = frame ? `${frame.file.split('/').at(-1)}:${frame.line}${frame.name ? `, in ${frame.name}` : ''}` : undefined
  return { error: first.message ? `${first.type}: ${first.message}` : first.type, place }
}
