'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleMinus, RotateCw, TriangleAlert } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CommandLine } from '@/components/ui/CommandLine'
import { CopyButton } from '@/components/ui/CopyButton'
import { IconButton } from '@/components/ui/IconButton'
import { Notice } from '@/components/ui/Notice'
import { Panel } from '@/components/ui/Panel'
import { Skeleton } from '@/components/ui/Skeleton'
import type { DoctorCheck, DoctorReport } from '@/lib/contract/scorepoint'
import { doctorQuery } from '@/lib/queries/endpoints'

const marks: Record<DoctorCheck['state'], ReactNode> = {
  ok: <CircleCheck className="text-success-icon" aria-hidden />,
  warning: <TriangleAlert className="text-attention-icon" aria-hidden />,
  error: <CircleAlert className="text-failure-icon" aria-hidden />,
  skipped: <CircleMinus className="text-unknown-icon" aria-hidden />,
}

/** What this computer offers for running models, each with state and fix (H1). */
export function ComputerPanel() {
  const t = useTranslations('home.computer')
  const { data, failureReason, refetch, isFetching } = useQuery(doctorQuery())
  return (
    <Panel
      title={t('title')}
      className="self-start"
      aside={
        <IconButton label={t('again')} size="sm" isPending={isFetching && data !== undefined} onPress={() => void refetch()}>
          <RotateCw aria-hidden />
        </IconButton>
      }
    >
      {data ? (
        <>
          <ul className="grid gap-3 pt-1" aria-label={t('title')}>
            {data.checks.map((check) => (
              <Check key={`${check.id} ${check.detail}`} check={check} />
            ))}
          </ul>
          <Facts report={data} />
        </>
      ) : failureReason ? (
        <Notice tone="attention" title={t('unreachable')} className="mt-1">
          {t.rich('start', { code: (text) => <code>{text}</code> })}
        </Notice>
      ) : (
        <div className="grid gap-4 pt-1" aria-busy="true">
          {['agent', 'router', 'python', 'uv', 'disk'].map((row) => (
            <div key={row} className="grid gap-1.5">
              <Skeleton className="h-3.5 w-28" />
              <Skeleton className="h-3 w-56" />
            </div>
          ))}
        </div>
      )}
    </Panel>
  )
}

function Check({ check }: { check: DoctorCheck }) {
  const t = useTranslations('home.computer')
  return (
    <li className="flex items-start gap-2.5">
      <span className="mt-0.5">{marks[check.state]}</span>
      <div className="min-w-0">
        <p className="font-[540]">
          {t(`check.${check.id}`)}
          <span className="sr-only">: {t(`state.${check.state}`)}</span>
        </p>
        {/* Texts of the agent are quoted in its language. */}
        <p lang="en" className="text-ink-2 text-small [overflow-wrap:anywhere]">
          {check.detail}
        </p>
        {check.fix && check.state !== 'ok' ? (
          <p lang="en" className="mt-0.5 flex items-start gap-1 text-small [overflow-wrap:anywhere]">
            {check.fix}
          </p>
        ) : null}
        {check.state === 'ok' ? null : (
          <div className="mt-1 grid gap-1">
            {check.commands?.map((command) => (
              <CommandLine key={command} command={command} />
            ))}
          </div>
        )}
      </div>
    </li>
  )
}

function Facts({ report }: { report: DoctorReport }) {
  const t = useTranslations('home.computer')
  const format = useFormatter()
  const gib = format.number(report.memoryBytes / 1024 ** 3, { maximumFractionDigits: 1 })
  return (
    <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1.5 border-t pt-3 text-small">
      <dt className="text-ink-3">{t('size')}</dt>
      <dd className="num">{t('sizeValue', { cores: format.number(report.cores), gib })}</dd>
      <dt className="text-ink-3">{t('home')}</dt>
      <dd className="flex min-w-0 items-center gap-1">
        <code className="truncate" title={report.home}>
          {report.home}
        </code>
        <CopyButton what={t('home')} text={report.home} />
      </dd>
      <dt className="text-ink-3">{t('version')}</dt>
      <dd className="num">{report.agentVersion}</dd>
    </dl>
  )
}
