'use client'

import { Unplug } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AddCompute } from '@/components/settings/AddCompute'
import type { SettingsActions } from '@/components/settings/settings-actions'
import { Badge } from '@/components/ui/Badge'
import { EmptyState } from '@/components/ui/EmptyState'
import { IconButton } from '@/components/ui/IconButton'
import { Section } from '@/components/ui/Section'
import { Table, Td, Th, Tr } from '@/components/ui/Table'
import { showProblem, showSuccess } from '@/components/ui/toast'

/** Kubernetes computes that endpoints can name. All are simulated, and the page says so. */
export function KubernetesSection(props: { computes: readonly string[]; actions: Pick<SettingsActions, 'addCompute' | 'detachCompute'> }) {
  const t = useTranslations('settings.kubernetes')
  const [names, setNames] = useState(props.computes)
  const detach = async (name: string) => {
    const result = await props.actions.detachCompute({ name })
    if (!result.ok) return showProblem(t('notDetached'), result.problem)
    setNames(result.value)
    showSuccess(t('detached', { name }))
  }
  return (
    <Section title={t('title')} description={t('text')}>
      {names.length === 0 ? (
        <EmptyState headingLevel={3} title={t('none')} description={t('noneText')} />
      ) : (
        <Table
          label={t('title')}
          head={
            <>
              <Th>{t('name')}</Th>
              <Th>{t('kind')}</Th>
              <Th hiddenLabel={t('actions')} />
            </>
          }
        >
          {names.map((name) => (
            <Tr key={name}>
              <Td mono>{name}</Td>
              <Td>
                <Badge hue="attention">{t('simulated')}</Badge>
              </Td>
              <Td controls className="w-10 text-right">
                <IconButton label={t('detach', { name })} size="sm" onPress={() => void detach(name)}>
                  <Unplug aria-hidden />
                </IconButton>
              </Td>
            </Tr>
          ))}
        </Table>
      )}
      <div className="mt-4">
        <AddCompute add={props.actions.addCompute} onAdded={setNames} />
      </div>
    </Section>
  )
}
