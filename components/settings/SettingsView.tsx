'use client'

import { useTranslations } from 'next-intl'
import { AboutSection } from '@/components/settings/AboutSection'
import { ConnectionsSection } from '@/components/settings/ConnectionsSection'
import { DockerSection } from '@/components/settings/DockerSection'
import { FoldersSection } from '@/components/settings/FoldersSection'
import { GeneralSection } from '@/components/settings/GeneralSection'
import { KubernetesSection } from '@/components/settings/KubernetesSection'
import { PythonSection } from '@/components/settings/PythonSection'
import { StorageSection } from '@/components/settings/StorageSection'
import { type SettingsActions, type SettingsSection, settingsSections } from '@/components/settings/settings-actions'
import { PageHead } from '@/components/ui/PageHead'
import { Tabs } from '@/components/ui/Tabs'
import type { Theme } from '@/i18n/locales'
import type { AllowedFolder } from '@/lib/contract/folders'
import type { ClientTarget } from '@/lib/domain/client-setup/client-setup'

/** Settings: a tab per section, each with an address of its own. */
export function SettingsView(props: {
  section: SettingsSection
  theme: Theme
  areShortcutsOn: boolean
  folders: readonly AllowedFolder[]
  /** Attached Kubernetes computes, by name. */
  computes: readonly string[]
  clients: ClientTarget
  actions: SettingsActions
}) {
  const t = useTranslations('settings')
  const { section, actions } = props
  return (
    <>
      <PageHead title={t('title')} />
      <Tabs
        label={t('title')}
        selected={section}
        items={settingsSections.map((id) => ({ id, label: t(`sections.${id}`), href: `/settings/${id}` }))}
      >
        {section === 'general' ? <GeneralSection theme={props.theme} areShortcutsOn={props.areShortcutsOn} /> : null}
        {section === 'folders' ? <FoldersSection folders={props.folders} actions={actions} /> : null}
        {section === 'python' ? <PythonSection save={actions.savePython} /> : null}
        {section === 'docker' ? <DockerSection save={actions.saveImages} /> : null}
        {section === 'kubernetes' ? <KubernetesSection computes={props.computes} actions={actions} /> : null}
        {section === 'connections' ? <ConnectionsSection clients={props.clients} /> : null}
        {section === 'storage' ? <StorageSection actions={actions} /> : null}
        {section === 'about' ? <AboutSection /> : null}
      </Tabs>
    </>
  )
}
