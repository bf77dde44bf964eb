'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { NotReachable } from '@/components/endpoints/ListStates'
import type { SettingsActions } from '@/components/settings/settings-actions'
import { Badge, Tag } from '@/components/ui/Badge'
import { EmptyState } from '@/components/ui/EmptyState'
import { Section } from '@/components/ui/Section'
import { Select } from '@/components/ui/Select'
import { Skeleton } from '@/components/ui/Skeleton'
import { Switch } from '@/components/ui/Switch'
import { Table, Td, Th, Tr } from '@/components/ui/Table'
import { showProblem, showSuccess } from '@/components/ui/toast'
import type { PythonReport, PythonSettings } from '@/lib/contract/python'
import { pythonQuery } from '@/lib/queries/settings'

const newest = 'newest'

/** The Pythons of this computer, which one is preferred, what happens when a version is missing, and where packages come from. */
export function PythonSection(props: { save: SettingsActions['savePython'] }) {
  const t = useTranslations('settings.python')
  const { data, failureReason, refetch } = useQuery(pythonQuery())
  if (!data) return failureReason ? <NotReachable problem={failureReason} onRetry={() => void refetch()} /> : <Skeleton className="h-48" />
  return (
    <div className="flex flex-col gap-6">
      <Section title={t('found')} description={t('foundText', { versions: data.supportedMinors.join(', ') })}>
        {data.interpreters.length === 0 ? (
          <EmptyState headingLevel={3} title={t('none')} description={t('noneText')} />
        ) : (
          <Table
            label={t('found')}
            minWidth={520}
            head={
              <>
                <Th>{t('version')}</Th>
                <Th>{t('path')}</Th>
                <Th>{t('use')}</Th>
              </>
            }
          >
            {data.interpreters.map((one) => (
              <Tr key={one.path}>
                <Td mono>{one.version}</Td>
                <Td mono className="whitespace-normal! [overflow-wrap:anywhere]">
                  {one.path} {one.isOurs ? <Tag>{t('ours')}</Tag> : null}
                </Td>
                <Td>
                  {one.isSupported ? (
                    <Badge hue="success" icon={<Check aria-hidden />}>
                      {t('supported')}
                    </Badge>
                  ) : (
                    <Badge hue="unknown" icon={<TriangleAlert aria-hidden />}>
                      {t('unsupported')}
                    </Badge>
                  )}
                </Td>
              </Tr>
            ))}
          </Table>
        )}
      </Section>
      <PythonChoices report={data} save={props.save} />
      <Section title={t('indexes')} description={t('indexesText')}>
        {data.indexes.length === 0 ? (
          <p className="text-ink-2">{t('pypi')}</p>
        ) : (
          <ul className="flex flex-col gap-1 font-mono text-small">
            {data.indexes.map((address) => (
              <li key={address} className="[overflow-wrap:anywhere]">
                {address}
              </li>
            ))}
          </ul>
        )}
      </Section>
    </div>
  )
}

function PythonChoices(props: { report: PythonReport; save: SettingsActions['savePython'] }) {
  const t = useTranslations('settings.python')
  const client = useQueryClient()
  const [wanted, setWanted] = useState<PythonSettings>()
  const { report } = props
  const { strict, preferred } = wanted ?? report
  const save = async (settings: PythonSettings) => {
    setWanted(settings)
    const result = await props.save(settings)
    if (result.ok) showSuccess(t('saved'))
    else showProblem(t('notSaved'), result.problem)
    await client.invalidateQueries({ queryKey: ['python'] })
    setWanted(undefined)
  }
  const usable = report.interpreters.filter((one) => one.isSupported)
  return (
    <Section title={t('choices')} description={t('choicesText')}>
      <div className="flex max-w-xl flex-col gap-4">
        <Select
          label={t('preferred')}
          description={t('preferredText')}
          value={usable.some((one) => one.path === preferred) ? (preferred ?? newest) : newest}
          onChange={(path) => void save({ strict, ...(path === newest ? {} : { preferred: path }) })}
          options={[
            { value: newest, label: t('newest') },
            ...usable.map((one) => ({ value: one.path, label: `Python ${one.version}`, description: one.path })),
          ]}
        />
        <div>
          <Switch isSelected={strict} onChange={(isOn) => void save({ strict: isOn, ...(preferred ? { preferred } : {}) })}>
            {t('strict')}
          </Switch>
          <p className="mt-1 text-ink-2 text-small">{t('strictText')}</p>
        </div>
      </div>
    </Section>
  )
}
