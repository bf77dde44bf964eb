'use client'

import { useTranslations } from 'next-intl'
import type { FormProps } from '@/components/projects/FileForm'
import { Section } from '@/components/ui/Section'
import { textOf } from '@/components/wizard/step-props'
import { CodeStep } from '@/components/wizard/steps/CodeStep'
import { ComputeStep } from '@/components/wizard/steps/ComputeStep'
import { KubernetesComputeStep } from '@/components/wizard/steps/KubernetesComputeStep'
import { LimitsStep } from '@/components/wizard/steps/LimitsStep'
import { ModelStep } from '@/components/wizard/steps/ModelStep'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import { folderOf, relativeFrom } from '@/lib/domain/project/project-paths'
import type { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { valueAt, writeAt } from '@/lib/domain/yaml-edit/yaml-edit'

const nothing = async () => true

/** The wizard's own steps over the file's text, one below the other. */
export function DeploymentForm(props: FormProps & { parsed: ReturnType<typeof parseEditable> }) {
  const { folder, document, text, parsed, onEdit } = props
  const t = useTranslations('wizard')
  const below = folderOf(document.path)
  const isBroken = parsed.errors.length > 0
  // A path chosen by browsing is written as the file would be read anywhere: relative to it.
  const portable = (value: unknown) =>
    typeof value === 'string' && value.startsWith(`${folder}/`)
      ? `./${relativeFrom(below, value.slice(folder.length + 1))}`.replace('./..', '..')
      : value
  const draft: DeploymentDraft = {
    text,
    baseDir: below === '' ? folder : `${folder}/${below}`,
    sendAllTraffic: false,
    sampleRequest: undefined,
    clientRequestId: document.path,
    syntaxError: undefined,
    name: isBroken ? '' : textOf(valueAt(parsed, ['name'])),
    isLocked: isBroken || props.isReadOnly,
    isChanged: false,
    generation: 0,
    edited: undefined,
    save: {
      state: 'idle',
      problem: undefined,
      id: undefined,
      flush: nothing,
      discard: async () => undefined,
      fork: () => undefined,
      adopt: () => undefined,
    },
    value: (path) => (isBroken ? undefined : valueAt(parsed, path)),
    set: (path, value) => onEdit(writeAt(text, path, portable(value))),
    setText: onEdit,
    change: (part) => {
      if (part.text !== undefined) onEdit(part.text)
    },
    rebase: () => undefined,
    load: () => undefined,
    discard: async () => undefined,
  }
  const step = { endpoint: document.endpoint ?? '', draft, findings: props.findings, onBlur: () => undefined }
  const isKubernetes = textOf(draft.value(['type'])).toLowerCase() === 'kubernetes'
  return (
    <div className="grid gap-8">
      <Section title={t('step_model')}>
        <ModelStep {...step} />
      </Section>
      <Section title={t('step_code')}>
        <CodeStep {...step} />
      </Section>
      <Section title={t('step_compute')}>{isKubernetes ? <KubernetesComputeStep {...step} /> : <ComputeStep {...step} />}</Section>
      <Section title={t('step_limits')}>
        <LimitsStep {...step} />
      </Section>
    </div>
  )
}
