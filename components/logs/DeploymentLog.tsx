'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { stripAnsi } from '@/components/logs/ansi'
import { LogAnnouncer } from '@/components/logs/LogAnnouncer'
import { LogEmpty } from '@/components/logs/LogEmpty'
import { LogLineActions } from '@/components/logs/LogLineActions'
import { LogLineDialog } from '@/components/logs/LogLineDialog'
import { type GoTo, LogList } from '@/components/logs/LogList'
import { LogSearchBar } from '@/components/logs/LogSearchBar'
import { LogToolbar } from '@/components/logs/LogToolbar'
import { clearedForContext, filterQuery, readChoice, searchQuery } from '@/components/logs/log-choice'
import { createLogModel } from '@/components/logs/log-model'
import { lowerBound } from '@/components/logs/row-map'
import { useLogRows } from '@/components/logs/use-log-rows'
import { useLogSearch } from '@/components/logs/use-log-search'
import { useLogSettings } from '@/components/logs/use-log-settings'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Skeleton } from '@/components/ui/Skeleton'
import { showSuccess } from '@/components/ui/toast'
import type { LogRow } from '@/lib/contract/scorepoint'

/** Lines that are copied at once; more is what the download is for. */
const copiedCharacters = 2_000_000

function expressionProblem(text: string, isRegex: boolean): string | undefined {
  if (!isRegex || text === '') return undefined
  try {
    new RegExp(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The merged log of one deployment. */
export function DeploymentLog({ deployment }: { deployment: string }) {
  const t = useTranslations('logs')
  const { detail } = useEndpoint()
  const [params, setParams] = useUrlState()
  const [settings, setSettings] = useLogSettings()
  const root = `/api/endpoints/${encodeURIComponent(detail.name)}/deployments/${encodeURIComponent(deployment)}/logs`
  const model = useMemo(() => createLogModel(root), [root])
  const address = params.toString()
  const choice = useMemo(() => readChoice(new URLSearchParams(address)), [address])
  const wrong = expressionProblem(choice.query, choice.regex)
  const filter = filterQuery(choice)
  const wanted = wrong ? '' : searchQuery(choice)
  const [isFollowing, setFollowing] = useState(choice.line === undefined)
  const [topLine, setTopLine] = useState<string>()
  const [opened, setOpened] = useState<LogRow>()

  // Matches of an expression are marked where it runs under a time limit: on the server.
  const marks = choice.regex && !choice.inverse ? wanted : ''
  useEffect(() => {
    model.setFilter(filter, marks, choice.line)
  }, [model, filter, marks, choice.line])
  useEffect(() => model.open(), [model])
  const state = useSyncExternalStore(model.subscribe, model.get, model.get)
  const { facts } = state
  const search = useLogSearch(root, filter, wanted, facts?.epoch ?? '', facts?.end ?? 0)
  const showAll = useCallback(() => setParams({ last: undefined }), [setParams])
  const { map, foldOf, onFold } = useLogRows(state, choice, search, root, showAll)

  // Where to go: the line of the address once it is here, then matches.
  const [place, setPlace] = useState<GoTo>()
  const [found, setFound] = useState<{ number: number; generation: number }>()
  const [jumpedFor, setJumpedFor] = useState(choice.line === undefined ? '' : wanted)
  const [visited, setVisited] = useState<string>()
  const lineKey = `line:${choice.line ?? ''}`
  if (choice.line !== undefined && state.anchor !== undefined && state.anchorId === choice.line && visited !== lineKey) {
    setVisited(lineKey)
    setPlace({ number: state.anchor, step: (place?.step ?? 0) + 1 })
  }
  // A search that is typed goes to its newest match; one that came with a link to a line does not leave the line.
  const newestMatch = search.numbers.at(-1)
  if (wanted !== jumpedFor && (wanted === '' || newestMatch !== undefined)) {
    setJumpedFor(wanted)
    setFound(newestMatch === undefined ? undefined : { number: newestMatch, generation: state.generation })
    if (newestMatch !== undefined) setPlace({ number: newestMatch, step: (place?.step ?? 0) + 1 })
  }
  const current = found?.generation === state.generation ? found.number : undefined
  const step = (by: 1 | -1) => {
    const { numbers } = search
    if (numbers.length === 0) return
    const at = current === undefined ? (by === 1 ? -1 : numbers.length) : lowerBound(numbers, current)
    const next = numbers[(at + by + numbers.length) % numbers.length] ?? 0
    setFound({ number: next, generation: state.generation })
    setPlace((held) => ({ number: next, step: (held?.step ?? 0) + 1 }))
  }
  const position =
    current === undefined ? undefined : lowerBound(search.numbers, current) + 1 + Math.max(0, search.found - search.numbers.length)

  const select = (row: LogRow) => {
    setTopLine(row.id)
  }
  const onFollow = useCallback((next: boolean) => setFollowing(next), [])
  const copy = async (text: string, message: string) => {
    await navigator.clipboard.writeText(text)
    showSuccess(message)
  }
  const linkTo = (row: LogRow) => {
    const url = new URL(window.location.href)
    url.searchParams.set('deployment', deployment)
    url.searchParams.set('line', row.id)
    return url.href
  }
  const filtered = `${root}/download?${[filter, wanted].filter(Boolean).join('&')}`
  const copyFiltered = async () => {
    const response = await fetch(filtered)
    const text = await response.text()
    await copy(text.slice(0, copiedCharacters), text.length > copiedCharacters ? t('copiedPart') : t('copied'))
  }
  const isFiltered = filter !== '' || choice.matchesOnly
  const plain = wanted !== '' && !choice.regex && !choice.inverse ? { text: choice.query, matchCase: choice.matchCase } : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the two values are all of it
  const searchLook = useMemo(() => plain, [plain?.text, plain?.matchCase])

  return (
    <div className="flex flex-col gap-3">
      <LogToolbar
        deployment={deployment}
        choice={choice}
        state={state}
        settings={settings}
        onSettings={setSettings}
        isFollowing={isFollowing}
        onFollow={onFollow}
        onPause={model.setPaused}
        onChange={setParams}
        downloads={{ all: `${root}/download`, filtered }}
        onCopyFiltered={copyFiltered}
      >
        <LogSearchBar
          choice={choice}
          search={search}
          problem={wrong ?? search.problem}
          at={search.numbers.length === 0 ? undefined : position}
          onStep={step}
          onChange={setParams}
        />
      </LogToolbar>
      <ReconnectNotice isAway={state.phase === 'reconnecting'} />
      {state.problem ? <ProblemNotice problem={state.problem} title={t('failed')} /> : null}
      {!facts ? (
        state.problem ? null : (
          <Skeleton className="h-[60vh] rounded-panel" />
        )
      ) : map.count === 0 ? (
        <LogEmpty
          facts={facts}
          sources={choice.sources}
          isFiltered={isFiltered}
          onClear={() => setParams({ ...clearedForContext, line: undefined })}
        />
      ) : (
        <LogList
          model={model}
          state={state}
          map={map}
          settings={settings}
          search={searchLook}
          showsEveryHead={choice.matchesOnly && wanted !== ''}
          current={current}
          goTo={place}
          selected={topLine ?? choice.line}
          isFollowing={isFollowing}
          onFollow={onFollow}
          onSelect={select}
          onOpen={setOpened}
          foldOf={foldOf}
          onFold={onFold}
          actionsOf={(row) => (
            <LogLineActions
              row={row}
              onCopy={(line) => copy(stripAnsi(line.text), t('copied'))}
              onLink={(line) => copy(linkTo(line), t('linkCopied'))}
              onContext={
                isFiltered || wanted !== ''
                  ? (line) => {
                      setPlace(undefined)
                      setFollowing(false)
                      setParams({ ...clearedForContext, line: line.id })
                    }
                  : undefined
              }
              onOpen={setOpened}
            />
          )}
        />
      )}
      <LogAnnouncer model={model} facts={facts} />
      {opened ? <LogLineDialog root={root} row={opened} onClose={() => setOpened(undefined)} /> : null}
    </div>
  )
}

/** Says that the connection is lost, once it has been for longer than a blink. */
function ReconnectNotice({ isAway }: { isAway: boolean }) {
  const t = useTranslations('logs')
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(isAway), isAway ? 1500 : 0)
    return () => clearTimeout(timer)
  }, [isAway])
  return isAway && isLong ? (
    <Notice tone="attention" live>
      {t('reconnecting')}
    </Notice>
  ) : null
}
