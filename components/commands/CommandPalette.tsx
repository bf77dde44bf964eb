'use client'

import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField, Text } from 'react-aria-components'
import type { CommandActions } from '@/components/commands/command-actions'
import { type Command, useCommands } from '@/components/commands/command-list'
import { fuzzyFilter } from '@/components/commands/fuzzy'
import { recentCommands, rememberCommand } from '@/components/commands/recent-commands'
import { hereOf } from '@/components/commands/shortcut-keys'
import { useLanguage } from '@/components/frame/language'
import { chooseTheme } from '@/components/frame/theme'
import { showProblem, showSuccess } from '@/components/ui/toast'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { endpointsQuery } from '@/lib/queries/endpoints'
import { registeredQuery } from '@/lib/queries/registered'

/** More would not be read. */
const shown = 50

/** Go anywhere, do anything to the object of this page: type a part of it, Enter. Recent commands come first. */
export function CommandPalette(props: { actions: CommandActions; onClose: () => void; onShowSheet: () => void }) {
  const t = useTranslations('commands')
  const { data } = useQuery(endpointsQuery())
  const models = useQuery(registeredQuery('models')).data ?? []
  const environments = useQuery(registeredQuery('environments')).data ?? []
  const assets = [
    ...models.map(({ name }) => ({ kind: 'models' as const, name })),
    ...environments.map(({ name }) => ({ kind: 'environments' as const, name })),
  ]
  const [query, setQuery] = useState('')
  const [recent] = useState(recentCommands)
  const [, chooseLanguage] = useLanguage()
  const commands = useCommands(
    hereOf(usePathname()),
    { endpoints: data?.endpoints ?? [], assets },
    {
      chooseTheme,
      chooseLanguage,
      showSheet: props.onShowSheet,
      async copy(text) {
        try {
          await navigator.clipboard.writeText(text)
          showSuccess(t('copied'))
        } catch {
          // No permission for the clipboard; the address stands on the Consume tab.
          showProblem(t('notCopied'), { code: 'Studio.ConnectionLost', message: text, origin: 'studio', retryable: true })
        }
      },
      async setRunning(endpoint, deployment, action) {
        const result = await props.actions.setRunning({ endpoint, deployment, action, clientRequestId: newClientRequestId() })
        if (!result.ok) showProblem(t('failed'), result.problem)
      },
      async cancel(operationId) {
        const result = await props.actions.cancelOperation({ operationId })
        if (!result.ok) showProblem(t('failed'), result.problem)
      },
    },
  )
  const found =
    query.trim() === ''
      ? recentFirst(commands, recent)
      : fuzzyFilter(query, commands, (command) => `${command.label} ${command.detail ?? ''}`, shown)
  const run = (id: string) => {
    const command = commands.find((one) => one.id === id)
    if (!command) return
    rememberCommand(id)
    props.onClose()
    command.run?.()
  }
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => isOpen || props.onClose()}
      className="fixed inset-0 z-50 flex items-start justify-center bg-scrim px-4 pt-[12vh]"
    >
      <Modal className="overlay w-full max-w-xl rounded-panel!">
        <Dialog aria-label={t('title')} className="outline-none">
          <Autocomplete inputValue={query} onInputChange={setQuery}>
            <SearchField aria-label={t('placeholder')} autoFocus className="flex items-center gap-2 border-b px-4">
              <Search className="text-ink-3" aria-hidden />
              <Input
                placeholder={t('placeholder')}
                className="h-12 w-full bg-transparent text-heading outline-none placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
              />
              <kbd className="rounded-sm border bg-page px-1.5 text-[0.6875rem] text-ink-3">Esc</kbd>
            </SearchField>
            <Menu
              aria-label={t('title')}
              items={found}
              className="max-h-[50vh] overflow-y-auto p-1 outline-none"
              renderEmptyState={() => <p className="px-3 py-6 text-center text-ink-2">{t('nothing', { query })}</p>}
            >
              {(command) => (
                <MenuItem
                  id={command.id}
                  textValue={command.label}
                  {...(command.href ? { href: command.href } : {})}
                  onAction={() => run(command.id)}
                  className="flex min-h-9 cursor-default items-center gap-2.5 rounded-sm px-2.5 py-1 data-focused:bg-hover data-focus-visible:-outline-offset-2 [&_svg]:shrink-0 [&_svg]:text-ink-3"
                >
                  {command.icon}
                  <Text slot="label" className="min-w-0 truncate">
                    {command.label}
                  </Text>
                  {command.detail ? (
                    <Text slot="description" className="min-w-0 truncate text-ink-3 text-small">
                      {command.detail}
                    </Text>
                  ) : null}
                  {command.shortcut ? (
                    <kbd className="ml-auto shrink-0 rounded-sm border bg-page px-1.5 font-mono text-[0.6875rem] text-ink-3">
                      {command.shortcut}
                    </kbd>
                  ) : null}
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function recentFirst(commands: readonly Command[], recent: readonly string[]): Command[] {
  const latest = recent.flatMap((id) => commands.find((command) => command.id === id) ?? [])
  return [...latest, ...commands.filter((command) => !recent.includes(command.id))].slice(0, shown)
}
