'use client'

import { useTranslations } from 'next-intl'
import { CapabilityTable } from '@/components/capabilities/CapabilityTable'
import { Button } from '@/components/ui/Button'
import { Code } from '@/components/ui/Code'
import { CopyButton } from '@/components/ui/CopyButton'
import { azCreateCommand } from '@/components/wizard/az-command'
import { routeKeys, sourceOf } from '@/components/wizard/environment-source'
import { QuotaHelp, useDraftQuota } from '@/components/wizard/QuotaHelp'
import { textOf } from '@/components/wizard/step-props'
import type { WizardStep } from '@/components/wizard/steps'
import { EngineNotice, useRuntimeText } from '@/components/wizard/steps/RuntimeField'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import { useDraftRuntime } from '@/components/wizard/use-runtime'
import { defaultModelMountPath } from '@/lib/contract/yaml/deployment'
import { defaultDockerfile } from '@/lib/contract/yaml/environment'
import { settingsOfYaml } from '@/lib/domain/differences/deployment-differences'

interface Row {
  label: string
  value: string
  isDefault: boolean
  /** A sentence, not a value of the file. */
  isText?: boolean
}

/** Every value that will be sent, defaults in grey, and the command that does the same in Azure. */
export function ReviewStep(props: { endpoint: string; draft: DeploymentDraft; onEdit: (step: WizardStep) => void }) {
  const t = useTranslations('wizard')
  const words = useTranslations('scoring')
  const quotaWords = useTranslations('quota.wizard')
  const { draft } = props
  const runtime = useDraftRuntime(draft)
  const sayRuntime = useRuntimeText()
  const name = textOf(draft.value(['name']))
  const quota = useDraftQuota(props.endpoint, draft)
  const isKubernetes = textOf(draft.value(['type'])).toLowerCase() === 'kubernetes'
  const row = (label: string, path: readonly string[], fallback?: string): Row => {
    const value = draft.value(path)
    if (value === undefined || value === null) return { label, value: fallback ?? t('notSet'), isDefault: true }
    return { label, value: typeof value === 'object' ? JSON.stringify(value) : String(value), isDefault: false }
  }
  const withoutCode = draft.value(['model', 'type']) === 'mlflow_model' && draft.value(['code_configuration']) === undefined
  const model = typeof draft.value(['model']) === 'string' ? ['model'] : ['model', 'path']
  const sections: { step: WizardStep; rows: Row[] }[] = [
    { step: 'model', rows: [row(t('name'), ['name']), row(t('modelFile'), model)] },
    {
      step: 'code',
      rows: withoutCode
        ? [{ label: t('script'), value: words('byMlflow'), isDefault: false }]
        : [
            row(t('code'), ['code_configuration', 'code']),
            row(t('script'), ['code_configuration', 'scoring_script']),
            ...environmentRows(draft, row, t),
            { label: t('runtime.title'), value: sayRuntime(runtime), isDefault: false, isText: true },
          ],
    },
    { step: 'compute', rows: [row(t('instanceType'), ['instance_type']), row(t('instanceCount'), ['instance_count'], '1')] },
    {
      step: 'limits',
      rows: [
        row(t('requestTimeout'), ['request_settings', 'request_timeout_ms'], '5000'),
        row(t('maxConcurrent'), ['request_settings', 'max_concurrent_requests_per_instance'], '1'),
        row(t('maxQueueWait'), ['request_settings', 'max_queue_wait_ms'], '500'),
        row(t('variables'), ['environment_variables'], '{}'),
        row(t('readiness_probe'), ['readiness_probe'], '10 / 10 / 2 / 1 / 30'),
        row(t('liveness_probe'), ['liveness_probe'], '10 / 10 / 2 / 1 / 30'),
      ],
    },
    {
      step: 'traffic',
      rows: [{ label: t('allTraffic', { name }), value: draft.sendAllTraffic ? '100 %' : '0 %', isDefault: false }],
    },
  ]
  const command = azCreateCommand(props.endpoint, name, draft.sendAllTraffic)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {sections.map((section) => (
        <section key={section.step}>
          <div className="mb-1 flex items-center gap-2">
            <h2 className="font-[620]">{t(`step_${section.step}`)}</h2>
            <Button
              size="sm"
              variant="quiet"
              onPress={() => props.onEdit(section.step)}
              aria-label={`${t('edit')}: ${t(`step_${section.step}`)}`}
            >
              {t('edit')}
            </Button>
          </div>
          <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-1 sm:grid-cols-[14rem_minmax(0,1fr)]">
            {section.rows.map((entry) => (
              <div key={entry.label} className="contents">
                <dt className="text-ink-2">{entry.label}</dt>
                <dd
                  className={entry.isText ? 'break-words' : entry.isDefault ? 'break-words text-ink-3' : 'break-words font-mono text-small'}
                >
                  {entry.value}
                  {entry.isDefault ? <span className="ml-2 text-small">({t('isDefault')})</span> : null}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {isKubernetes ? null : (
        <section>
          <h2 className="mb-1 font-[620]">{quotaWords('title')}</h2>
          <QuotaHelp quota={quota} draft={draft} />
        </section>
      )}
      <section>
        <div className="mb-1 flex items-center gap-2">
          <h2 className="font-[620]">{t('command')}</h2>
          <CopyButton what={t('command')} text={command} />
        </div>
        <p className="mb-2 text-ink-2 text-small">{t('commandHelp', { file: `${name || 'blue'}-deployment.yml` })}</p>
        <Code text={command} />
      </section>
      <EngineNotice runtime={runtime} />
      <CapabilityTable settings={settingsOfYaml((path) => draft.value(path))} runtime={runtime.choice?.runtime ?? 'process'} />
    </div>
  )
}

type MakeRow = (label: string, path: readonly string[], fallback?: string) => Row

/** The environment as its source asks for it, and the routes of a container with a server of its own. */
function environmentRows(draft: DeploymentDraft, row: MakeRow, t: ReturnType<typeof useTranslations<'wizard'>>): Row[] {
  const image = row(t('image'), ['environment', 'image'])
  const made = {
    registered: () => [row(t('environment'), ['environment'])],
    build: () => [
      row(t('buildFolder'), ['environment', 'build', 'path']),
      row(t('dockerfile'), ['environment', 'build', 'dockerfile_path'], defaultDockerfile),
    ],
    image: () => [row(t('image_alone'), ['environment', 'image'])],
    file: () => [row(t('conda'), ['environment', 'conda_file']), image],
    inline: () => [row(t('conda'), ['environment', 'conda_file']), image],
  }[sourceOf(draft.value(['environment']))]()
  if (draft.value(['environment', 'inference_config']) === undefined) return made
  const routes = routeKeys.map((key): Row => {
    const at = (part: string) => textOf(draft.value(['environment', 'inference_config', key, part]))
    return { label: t(`container.${key}`), value: `${at('port')}  ${at('path')}`, isDefault: false }
  })
  return [...made, ...routes, row(t('container.mount'), ['model_mount_path'], defaultModelMountPath)]
}
