'use client'

import {
  Box,
  Boxes,
  FileCode,
  FolderOpen,
  Globe,
  Keyboard,
  Languages,
  LayoutGrid,
  Moon,
  Play,
  Plus,
  RotateCw,
  ScrollText,
  Send,
  Settings,
  Share,
  Share2,
  Square,
  Sun,
} from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { type Here, placeShortcut } from '@/components/commands/shortcut-keys'
import { places } from '@/components/frame/places'
import { settingsSections } from '@/components/settings/settings-actions'
import { type Locale, locales, type Theme, themes } from '@/i18n/locales'
import type { RegisteredKind } from '@/lib/contract/assets'
import type { EndpointStatus } from '@/lib/contract/scorepoint'

export interface Command {
  id: string
  label: string
  /** Quieter, after the label: the endpoint of a deployment. */
  detail?: string
  icon: ReactNode
  /** As shown: `g e`. */
  shortcut?: string
  group: 'here' | 'go' | 'object' | 'preference'
  href?: string
  run?: () => void
}

/** A registered model or environment that can be gone to. */
export interface AssetName {
  kind: RegisteredKind
  name: string
}

export interface CommandWork {
  setRunning: (endpoint: string, deployment: string, action: 'stop' | 'start' | 'restart') => void
  cancel: (operationId: string) => void
  copy: (text: string) => void
  chooseTheme: (theme: Theme) => void
  chooseLanguage: (locale: Locale) => void
  showSheet: () => void
}

/** Every command of the palette for this place, the nearest ones first. */
export function useCommands(
  here: Here,
  known: { endpoints: readonly EndpointStatus[]; assets: readonly AssetName[] },
  work: CommandWork,
): Command[] {
  const { endpoints, assets } = known
  const t = useTranslations('commands')
  const frame = useTranslations('frame')
  const settings = useTranslations('settings.sections')
  const overview = useTranslations('overview.tab')
  const endpoint = endpoints.find((one) => one.name === here.endpoint)
  const root = endpoint ? `/endpoints/${encodeURIComponent(endpoint.name)}` : ''

  const onHere: Command[] = endpoint
    ? [
        ...(['overview', 'test', 'logs', 'traffic', 'metrics', 'consume', 'yaml'] as const).map((tab) => ({
          id: `here:${tab}`,
          label: overview(tab),
          detail: endpoint.name,
          icon: tab === 'test' ? <Send aria-hidden /> : tab === 'logs' ? <ScrollText aria-hidden /> : <LayoutGrid aria-hidden />,
          ...(tab === 'test'
            ? { shortcut: 't' }
            : tab === 'logs'
              ? { shortcut: 'l' }
              : tab === 'yaml' && !here.deployment
                ? { shortcut: 'e' }
                : {}),
          group: 'here' as const,
          href: `${root}/${tab}`,
        })),
        {
          id: 'here:deploy',
          label: frame('newDeployment'),
          detail: endpoint.name,
          icon: <Plus aria-hidden />,
          shortcut: 'c',
          group: 'here',
          href: `${root}/deployments/new`,
        },
        {
          id: 'here:export',
          label: t('export'),
          detail: endpoint.name,
          icon: <Share aria-hidden />,
          group: 'here',
          href: `${root}/yaml?dialog=export`,
        },
        {
          id: 'here:uri',
          label: t('copyUri'),
          detail: endpoint.name,
          icon: <Globe aria-hidden />,
          group: 'here',
          run: () => work.copy(endpoint.scoringUri),
        },
      ]
    : []

  const onDeployments: Command[] = (endpoint?.deployments ?? []).flatMap((deployment): Command[] => {
    if (here.deployment !== undefined && deployment.name !== here.deployment) return []
    const { name } = deployment
    const act = (action: 'stop' | 'start' | 'restart', icon: ReactNode): Command => ({
      id: `${action}:${endpoint?.name}/${name}`,
      label: t(action, { name }),
      detail: endpoint?.name ?? '',
      icon,
      group: 'here',
      run: () => work.setRunning(endpoint?.name ?? '', name, action),
    })
    const { operation } = deployment
    return [
      {
        id: `edit:${endpoint?.name}/${name}`,
        label: t('edit', { name }),
        detail: endpoint?.name ?? '',
        icon: <FileCode aria-hidden />,
        ...(here.deployment ? { shortcut: 'e' } : {}),
        group: 'here',
        href: `${root}/deployments/${encodeURIComponent(name)}/edit`,
      },
      ...(deployment.stopped
        ? [act('start', <Play aria-hidden />)]
        : [act('restart', <RotateCw aria-hidden />), act('stop', <Square aria-hidden />)]),
      ...(operation?.cancellable
        ? [
            {
              id: `cancel:${operation.id}`,
              label: t('cancel', { name }),
              detail: endpoint?.name ?? '',
              icon: <Square aria-hidden />,
              group: 'here' as const,
              run: () => work.cancel(operation.id),
            },
          ]
        : []),
    ]
  })

  const toPlaces: Command[] = [
    ...places.map((place): Command => {
      const shortcut = placeShortcut(place.id)
      return {
        id: `go:${place.id}`,
        label: frame(`places.${place.id}`),
        icon: place.icon,
        ...(shortcut ? { shortcut } : {}),
        group: 'go',
        href: place.href,
      }
    }),
    {
      id: 'go:new-endpoint',
      label: frame('newEndpoint'),
      icon: <Plus aria-hidden />,
      ...(here.endpoint === undefined ? { shortcut: 'c' } : {}),
      group: 'go',
      href: '/endpoints/new',
    },
    { id: 'go:open-folder', label: t('openFolder'), icon: <FolderOpen aria-hidden />, group: 'go', href: '/projects?do=open' },
    { id: 'go:new-project', label: t('newProject'), icon: <Plus aria-hidden />, group: 'go', href: '/projects?do=new' },
    ...settingsSections.map(
      (section): Command => ({
        id: `go:settings-${section}`,
        label: t('settings', { section: settings(section) }),
        icon: <Settings aria-hidden />,
        group: 'go',
        href: `/settings/${section}`,
      }),
    ),
  ]

  const toObjects: Command[] = endpoints.flatMap((one): Command[] => [
    {
      id: `endpoint:${one.name}`,
      label: one.name,
      detail: t('endpoint'),
      icon: <Share2 aria-hidden />,
      group: 'object',
      href: `/endpoints/${encodeURIComponent(one.name)}`,
    },
    ...one.deployments.map(
      (deployment): Command => ({
        id: `deployment:${one.name}/${deployment.name}`,
        label: deployment.name,
        detail: one.name,
        icon: <Box aria-hidden />,
        group: 'object',
        href: `/endpoints/${encodeURIComponent(one.name)}/deployments/${encodeURIComponent(deployment.name)}`,
      }),
    ),
  ])

  const toAssets = assets.map(
    ({ kind, name }): Command => ({
      id: `${kind}:${name}`,
      label: name,
      detail: frame(`places.${kind}`),
      icon: kind === 'models' ? <Box aria-hidden /> : <Boxes aria-hidden />,
      group: 'object',
      href: `/${kind}/${encodeURIComponent(name)}`,
    }),
  )

  const preferences: Command[] = [
    ...themes.map(
      (theme): Command => ({
        id: `theme:${theme}`,
        label: t('theme', { theme: frame(`themes.${theme}`) }),
        icon: theme === 'light' ? <Sun aria-hidden /> : <Moon aria-hidden />,
        group: 'preference',
        run: () => work.chooseTheme(theme),
      }),
    ),
    ...locales.map(
      (locale): Command => ({
        id: `language:${locale}`,
        label: t('language', { language: frame(`languages.${locale}`) }),
        icon: <Languages aria-hidden />,
        group: 'preference',
        run: () => work.chooseLanguage(locale),
      }),
    ),
    { id: 'sheet', label: t('sheet.title'), icon: <Keyboard aria-hidden />, shortcut: '?', group: 'preference', run: work.showSheet },
  ]
  return [...onHere, ...onDeployments, ...toPlaces, ...toObjects, ...toAssets, ...preferences]
}
