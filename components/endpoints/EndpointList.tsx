'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus, Search, X } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { useChangedRows } from '@/components/endpoints/changed-rows'
import { EndpointCards } from '@/components/endpoints/EndpointCards'
import { EndpointListSkeleton } from '@/components/endpoints/EndpointListSkeleton'
import { EndpointTable } from '@/components/endpoints/EndpointTable'
import { NoEndpoints, NoMatch, NotReachable } from '@/components/endpoints/ListStates'
import { applyView, readView } from '@/components/endpoints/list-view'
import { useUrlState } from '@/components/frame/url-state'
import type { DeploySample } from '@/components/home/DeploySampleButton'
import { Badge } from '@/components/ui/Badge'
import { buttonClass } from '@/components/ui/button-style'
import { IconButton } from '@/components/ui/IconButton'
import { LinkButton } from '@/components/ui/LinkButton'
import { PageHead } from '@/components/ui/PageHead'
import { TextField } from '@/components/ui/TextField'
import { attentionReasons } from '@/lib/domain/endpoint-health/endpoint-health'
import { endpointsQuery } from '@/lib/queries/endpoints'

/** The endpoints page: live list with filter, sort and "Needs attention", all of it in the address. */
export function EndpointList(props: { deploySample: DeploySample }) {
  const t = useTranslations('endpoints')
  const format = useFormatter()
  const { data, failureReason, refetch } = useQuery(endpointsQuery())
  const [params, setParams] = useUrlState()
  const changed = useChangedRows(data?.endpoints)
  const filterRef = useFilterShortcut()
  const view = readView(params)
  const all = data?.endpoints ?? []
  const shown = applyView(all, view)
  const attention = all.filter((endpoint) => attentionReasons(endpoint).length > 0).length
  const clear = () => setParams({ q: undefined, attention: undefined })

  return (
    <>
      <PageHead
        title={t('title')}
        badges={
          data ? (
            <span className="num text-ink-3">
              {shown.length === all.length ? format.number(all.length) : t('of', { shown: shown.length, all: all.length })}
            </span>
          ) : null
        }
        actions={
          <>
            {all.length > 0 || view.filter ? (
              <TextField
                label={t('filter')}
                hideLabel
                type="search"
                inputRef={filterRef}
                placeholder={t('filter')}
                value={view.filter}
                onChange={(q) => setParams({ q })}
                onKeyDown={(event) => {
                  if (event.key === 'Escape') setParams({ q: undefined })
                }}
                prefix={<Search aria-hidden />}
                suffix={
                  view.filter ? (
                    <IconButton label={t('clearFilter')} size="sm" className="size-6!" onPress={() => setParams({ q: undefined })}>
                      <X aria-hidden />
                    </IconButton>
                  ) : (
                    <kbd className="mr-1 rounded-sm border bg-page px-1.5 text-[0.6875rem] text-ink-3 max-md:hidden">/</kbd>
                  )
                }
                className="w-full sm:w-56"
              />
            ) : null}
            {all.length > 0 || view.isAttentionOnly ? (
              <button
                type="button"
                aria-pressed={view.isAttentionOnly}
                onClick={() => setParams({ attention: view.isAttentionOnly ? undefined : '1' })}
                className={buttonClass({ className: view.isAttentionOnly ? 'border-accent! bg-accent-soft!' : '' })}
              >
                {t('needsAttention')}
                {attention > 0 ? (
                  <Badge hue="failure" compact>
                    {format.number(attention)}
                  </Badge>
                ) : null}
              </button>
            ) : null}
            {all.length > 0 || (data === undefined && !failureReason) ? (
              <LinkButton href="/endpoints/new" variant="primary" icon={<Plus aria-hidden />}>
                {t('new')}
              </LinkButton>
            ) : null}
          </>
        }
      />
      {data === undefined ? (
        failureReason ? (
          <NotReachable problem={failureReason} onRetry={() => void refetch()} />
        ) : (
          <EndpointListSkeleton />
        )
      ) : all.length === 0 ? (
        <NoEndpoints deploySample={props.deploySample} />
      ) : shown.length === 0 ? (
        <NoMatch isAttentionOnly={view.isAttentionOnly && !view.filter} filter={view.filter} onClear={clear} />
      ) : (
        <>
          <EndpointTable endpoints={shown} sort={view.sort} onSort={(sort) => setParams({ sort })} changed={changed} />
          <EndpointCards endpoints={shown} changed={changed} />
        </>
      )}
    </>
  )
}

/** `/` focuses the filter unless one is typing somewhere. */
function useFilterShortcut() {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target
      if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]'))
        return
      if (!ref.current) return
      event.preventDefault()
      ref.current.focus()
      ref.current.select()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  return ref
}
