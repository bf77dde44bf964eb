import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import {
  addComputeAction,
  addFolderAction,
  cleanStorageAction,
  detachComputeAction,
  removeEverythingAction,
  removeFolderAction,
  restoreFoldersAction,
  saveBackupAction,
  saveImagesAction,
  savePythonAction,
} from '@/app/(studio)/settings/actions'
import { pageTitle } from '@/components/frame/page-title'
import { SettingsView } from '@/components/settings/SettingsView'
import { settingsSections } from '@/components/settings/settings-actions'
import { asTheme, shortcutsCookie, themeCookie } from '@/i18n/locales'
import { computeNames } from '@/lib/arm/computes'
import { clientTarget } from '@/lib/server/client-target'
import { getConnection } from '@/lib/server/connection'
import { allowedFolders } from '@/lib/server/folder-settings'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ section: string }>
}

export async function generateMetadata({ params }: Props) {
  const [t, { section }] = await Promise.all([getTranslations('settings'), params])
  const known = settingsSections.find((one) => one === section)
  return pageTitle(...(known ? [t(`sections.${known}`)] : []), t('title'))
}

export default async function SettingsSectionPage({ params }: Props) {
  await requireSession()
  const [{ section }, jar] = await Promise.all([params, cookies()])
  const known = settingsSections.find((one) => one === section)
  if (!known) notFound()
  return (
    <SettingsView
      section={known}
      theme={asTheme(jar.get(themeCookie)?.value)}
      areShortcutsOn={jar.get(shortcutsCookie)?.value !== 'off'}
      folders={allowedFolders()}
      computes={known === 'kubernetes' ? await computeNames(getConnection()) : []}
      clients={clientTarget()}
      actions={{
        addFolder: addFolderAction,
        removeFolder: removeFolderAction,
        restoreFolders: restoreFoldersAction,
        savePython: savePythonAction,
        saveImages: saveImagesAction,
        addCompute: addComputeAction,
        detachCompute: detachComputeAction,
        cleanStorage: cleanStorageAction,
        saveBackup: saveBackupAction,
        removeEverything: removeEverythingAction,
      }}
    />
  )
}
