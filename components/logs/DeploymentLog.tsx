'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useDeferredValue, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { stripAnsi } from '@/components/logs/ansi'
import { LogAnnouncer } from '@/components/logs/LogAnnouncer'
import { LogEmpty } from '@/components/logs/LogEmpty'
import { LogLineActions } from '@/components/logs/LogLineActions'
import { LogLineDialog } from '@/components/logs/LogLineDialog'
import { LogList } from '@/components/logs/LogList'
import { LogSearchBar } from '@/components/logs/LogSearchBar'
import { LogToolbar } from '@/components/logs/LogToolbar'
import { clearedForContext, filterQuery, readChoice, searchQuery } from '@/components/logs/log-choice'
import { createLogModel } from '@/components/logs/log-model'
import { useLogPlace } from '@/components/logs/use-log-place'
import { useLogRows } from '@/components/logs/use-log-rows'
import { useLogSearch } from '@/components/logs/use-log-search'
import { useLogSettings } from '@/components/logs/use-log-settings'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
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

async function copyText(text: string, message: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  showSuccess(message)
}

/** The merged log of one deployment. Another deployment's log takes its place without building the page anew. */
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
  const [follows, setFollows] = useState<{ root: string; isOn: boolean }>()
  const isFollowing = follows?.root === root ? follows.isOn : choice.line === undefined
  // Said with every turn of the wheel: only a change is one.
  const onFollow = useCallback(
    (isOn: boolean) => setFollows((held) => (held?.root === root && held.isOn === isOn ? held : { root, isOn })),
    [root],
  )
  const [selected, setSelected] = useState<{ root: string; id: string }>()
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

  const { place, current, position, step, leave } = useLogPlace(root, choice, wanted, state, search)
  const linkTo = (row: LogRow) => {
    const url = new URL(window.location.href)
    url.searchParams.set('deployment', deployment)
    url.searchParams.set('line', row.id)
    return url.href
  }
  const filtered = `${root}/download?${[filter, wanted].filter(Boolean).join('&')}`
  const isFiltered = filter !== '' || choice.matchesOnly
  const plain = wanted !== '' && !choice.regex && !choice.inverse ? { text: choice.query, matchCase: choice.matchCase } : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the two values are all of it
  const searchLook = useMemo(() => plain, [plain?.text, plain?.matchCase])

  // Lines are painted first; the counts and choices above them follow, and rest while lines are only scrolled.
  const problem = wrong ?? search.problem
  const { isPaused, waiting } = state
  const toolbar = useDeferredValue(
    useMemo(() => {
      const copyFiltered = async () => {
        const text = await (await fetch(filtered)).text()
        await copyText(text.slice(0, copiedCharacters), text.length > copiedCharacters ? t('copiedPart') : t('copied'))
      }
      return (
        <LogToolbar
          deployment={deployment}
          choice={choice}
          facts={facts}
          isPaused={isPaused}
          waiting={waiting}
          settings={settings}
          onSettings={setSettings}
          isFollowing={isFollowing}
          onFollow={onFollow}
          onPause={model.setPaused}
          onChange={setParams}
          downloads={{ all: `${root}/download`, filtered }}
          onCopyFiltered={copyFiltered}
        >
          <LogSearchBar choice={choice} search={search} problem={problem} at={position} onStep={step} onChange={setParams} />
        </LogToolbar>
      )
    }, [
      deployment,
      choice,
      facts,
      isPaused,
      waiting,
      settings,
      setSettings,
      isFollowing,
      onFollow,
      model,
      setParams,
      root,
      filtered,
      search,
      problem,
      position,
      step,
      t,
    ]),
  )

  return (
    <div className="flex flex-col gap-3">
      {toolbar}
      <ReconnectNotice isAway={state.phase === 'reconnecting'} />
      {state.problem ? <ProblemNotice problem={state.problem} title={t('failed')} /> : null}
      {facts && map.count === 0 ? (
        <LogEmpty
          facts={facts}
          sources={choice.sources}
          isFiltered={isFiltered}
          onClear={() => setParams({ ...clearedForContext, line: undefined })}
        />
      ) : facts === undefined && state.problem ? null : (
        <LogList
          key={root}
          model={model}
          state={state}
          map={map}
          settings={settings}
          search={searchLook}
          showsEveryHead={choice.matchesOnly && wanted !== ''}
          current={current}
          goTo={place}
          selected={selected?.root === root ? selected.id : choice.line}
          isFollowing={isFollowing}
          onFollow={onFollow}
          onSelect={(row) => setSelected({ root, id: row.id })}
          onOpen={setOpened}
          foldOf={foldOf}
          onFold={onFold}
          actionsOf={(row) => (
            <LogLineActions
              row={row}
              onCopy={(line) => copyText(stripAnsi(line.text), t('copied'))}
              onLink={(line) => copyText(linkTo(line), t('linkCopied'))}
              onContext={
                isFiltered || wanted !== ''
                  ? (line) => {
                      leave()
                      onFollow(false)
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
