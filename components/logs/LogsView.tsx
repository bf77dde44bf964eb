'use client'

import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { LogEmpty } from '@/components/logs/LogEmpty'
import { LogList } from '@/components/logs/LogList'
import { LogToolbar } from '@/components/logs/LogToolbar'
import { logSources, maximumLines } from '@/components/logs/log-buffer'
import { selectRows, type TimeStyle, timeStyles } from '@/components/logs/log-rows'
import { useLogStream, useSettled } from '@/components/logs/use-log-stream'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { NoDeployments } from '@/components/overview/OverviewView'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Skeleton } from '@/components/ui/Skeleton'
import type { LogSource } from '@/lib/contract/scorepoint'

const firstTail = 500

/** The log of one deployment, all sources merged; every choice is in the address. */
export function LogsView() {
  const { detail } = useEndpoint()
  const [params] = useUrlState()
  const asked = params.get('deployment')
  const newest = [...detail.deployments].sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt))[0]
  const shown = detail.deployments.find((each) => each.name === asked) ?? newest
  if (!shown) return <NoDeployments />
  return <DeploymentLog key={shown.name} deployment={shown.name} />
}

function DeploymentLog({ deployment }: { deployment: string }) {
  const t = useTranslations('logs')
  const { detail } = useEndpoint()
  const [params, setParams] = useUrlState()
  const [tail, setTail] = useState(firstTail)
  const stream = useLogStream(detail.name, deployment, tail)
  const state = useSettled(stream.state)
  const sources = parseSources(params.get('sources'))
  const instance = params.get('instance') ?? undefined
  const query = params.get('q') ?? ''
  const matchesOnly = params.get('only') === 'matches'
  const time: TimeStyle = timeStyles.find((style) => style === params.get('time')) ?? 'local'
  const [match, setMatch] = useState(0)
  const [steps, setSteps] = useState(0)
  const { snapshot } = stream
  const sourceKey = sources.join(',')
  const rows = useMemo(
    () => selectRows(snapshot.lines, { sources: sourceKey.split(',') as LogSource[], instance, query, matchesOnly, time }),
    [snapshot, sourceKey, instance, query, matchesOnly, time],
  )
  const current = rows.matches.length === 0 ? undefined : rows.matches[Math.min(match, rows.matches.length - 1)]
  const step = (by: number) => {
    setSteps((count) => count + 1)
    setMatch((at) =>
      rows.matches.length === 0 ? 0 : (Math.min(at, rows.matches.length - 1) + by + rows.matches.length) % rows.matches.length,
    )
  }
  // The first page may end before the beginning of the log: as many lines as were asked for means there can be more.
  const mayHaveOlder = snapshot.dropped > 0 || (snapshot.lines.length >= tail && tail < maximumLines)

  return (
    <div className="flex flex-col gap-3">
      <LogToolbar
        deployment={deployment}
        instance={instance}
        snapshot={snapshot}
        sources={sources}
        query={query}
        matchesOnly={matchesOnly}
        time={time}
        matchPosition={current === undefined ? undefined : { at: rows.matches.indexOf(current) + 1, of: rows.matches.length }}
        onStep={step}
        onChange={(changes) => {
          if ('q' in changes) setMatch(0)
          setParams(changes)
        }}
        lines={rows.lines}
      />
      {state === 'reconnecting' ? (
        <Notice tone="attention" live>
          {t('reconnecting')}
        </Notice>
      ) : null}
      {stream.problem ? <ProblemNotice problem={stream.problem} title={t('failed')} /> : null}
      {stream.state === 'loading' ? (
        <Skeleton className="h-[60vh] rounded-panel" />
      ) : rows.lines.length === 0 ? (
        <LogEmpty stream={stream} sources={sources} filtered={snapshot.lines.length > 0} />
      ) : (
        <LogList
          lines={rows.lines}
          query={query}
          time={time}
          current={current}
          steps={steps}
          older={
            mayHaveOlder ? { count: snapshot.dropped, load: tail < maximumLines ? () => setTail(maximumLines) : undefined } : undefined
          }
          version={snapshot.version}
        />
      )}
    </div>
  )
}

function parseSources(text: string | null): LogSource[] {
  if (text === null) return [...logSources]
  const wanted = text.split(',')
  return logSources.filter((source) => wanted.includes(source))
}
