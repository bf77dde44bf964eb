'use client'

import { useTranslations } from 'next-intl'
import { isOffered, shortcutGroups, shortcutSheet } from '@/components/commands/shortcut-keys'
import { Dialog } from '@/components/ui/Dialog'
import { LinkButton } from '@/components/ui/LinkButton'

/** Every shortcut in groups. */
export function ShortcutSheet(props: { onClose: () => void }) {
  const t = useTranslations('commands.sheet')
  const offered = shortcutSheet.filter(isOffered)
  return (
    <Dialog
      title={t('title')}
      isOpen
      size="lg"
      onOpenChange={(isOpen) => isOpen || props.onClose()}
      footer={
        <LinkButton href="/settings/general" size="sm">
          {t('switch')}
        </LinkButton>
      }
    >
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {shortcutGroups.map((group) => (
          <section key={group}>
            <h3 className="mb-1 font-[560]">{t(`groups.${group}`)}</h3>
            <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-y-1">
              {offered
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.id} className="contents">
                    <dt className="text-ink-2">{t(`keys.${shortcut.id}`)}</dt>
                    <dd className="flex items-center gap-1">
                      {shortcut.keys.map((key) => (
                        <kbd key={key} className="rounded-sm border bg-page px-1.5 font-mono text-[0.75rem]">
                          {key}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
