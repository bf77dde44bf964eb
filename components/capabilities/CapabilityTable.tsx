'use client'

import { useTranslations } from 'next-intl'
import { Badge, type Hue } from '@/components/ui/Badge'
import { type CapabilityId, capabilities, capability } from '@/lib/contract/capabilities'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'
import type { AzureOnlySettings } from '@/lib/domain/differences/deployment-differences'
import { deploymentDifferences } from '@/lib/domain/differences/deployment-differences'
import type words from '@/messages/en/capabilities.json'

/** Rows where this computer and Azure are not the same. */
const different: readonly CapabilityId[] = capabilities
  .filter((row) => row.support.local !== 'yes' || row.support.azure !== 'yes')
  .map((row) => row.id)

type Word = 'yes' | 'simulated' | 'no' | 'hereOnly'
type Runtime = DeploymentStatus['runtime']
const hues: Record<Word, Hue> = { yes: 'success', simulated: 'attention', no: 'unknown', hereOnly: 'progress' }

function wordOf(id: CapabilityId, runtime: Runtime): Word {
  const { support, inDocker } = capability(id)
  if (runtime === 'docker' && inDocker) return inDocker.support
  return support.local === 'yes' && support.azure === 'no' ? 'hereOnly' : support.local
}

type DockerId = {
  [Id in CapabilityId]: (typeof words.rows)[Id] extends { docker: string } ? Id : never
}[CapabilityId]
const differsInDocker = (id: CapabilityId): id is DockerId => capability(id).inDocker !== undefined

/** One row per capability; where the place is narrow the reason stands below its title. */
function Rows({ label, ids, runtime }: { label: string; ids: readonly CapabilityId[]; runtime: Runtime }) {
  const t = useTranslations('capabilities')
  const reason = (id: CapabilityId) => (runtime === 'docker' && differsInDocker(id) ? t(`rows.${id}.docker`) : t(`rows.${id}.reason`))
  return (
    <ul aria-label={label} className="@container rounded-panel border bg-raised">
      {ids.map((id) => (
        <li
          key={id}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 border-b px-3 py-2 last:border-0 @2xl:grid-cols-[minmax(0,17rem)_7.5rem_minmax(0,1fr)]"
        >
          <span className="min-w-0 [overflow-wrap:anywhere]">{t(`rows.${id}.title`)}</span>
          <span className="@2xl:justify-self-start">
            <Badge hue={hues[wordOf(id, runtime)]}>{t(wordOf(id, runtime))}</Badge>
          </span>
          <span className="col-span-2 text-ink-2 text-small @2xl:col-span-1">
            {reason(id)}
            {runtime !== 'docker' && differsInDocker(id) ? (
              <span className="text-ink-3">
                {' '}
                {t('inDocker')} {t(`rows.${id}.docker`)}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Where this computer does otherwise than Azure: first what these settings ask for, then what holds for every deployment, all else folded. */
export function CapabilityTable(props: { settings: AzureOnlySettings; runtime: Runtime; only?: readonly CapabilityId[] }) {
  const { settings, runtime, only } = props
  const t = useTranslations('capabilities')
  const { asked, general } = deploymentDifferences(settings)
  const shown = [...asked, ...(only ?? general).filter((id) => !asked.includes(id))]
  const rest = different.filter((id) => !shown.includes(id))
  return (
    <section aria-label={t('title')} className="min-w-0">
      <h3 className="font-[620]">{t('title')}</h3>
      <p className="mb-2 text-ink-2 text-small">{t('text')}</p>
      {asked.length > 0 ? (
        <>
          <p className="mb-1 text-ink-3 text-small">{t('asked')}</p>
          <div className="mb-3">
            <Rows label={t('asked')} ids={asked} runtime={runtime} />
          </div>
        </>
      ) : null}
      {shown.length > asked.length ? <Rows label={t('title')} ids={shown.filter((id) => !asked.includes(id))} runtime={runtime} /> : null}
      <details className="mt-2">
        <summary className="cursor-pointer text-accent-text text-small">{t('all')}</summary>
        <div className="mt-2">
          <Rows label={t('all')} ids={rest} runtime={runtime} />
        </div>
      </details>
    </section>
  )
}
