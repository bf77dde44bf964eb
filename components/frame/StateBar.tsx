'use client'

import { RotateCw, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useAgentState } from '@/components/frame/agent-state'
import { Button } from '@/components/ui/Button'
import { LinkButton } from '@/components/ui/LinkButton'
import { RelativeTime } from '@/components/ui/RelativeTime'

/** Persistent while something stands between the page and the truth: what, since when the data is old, what to do (N6). */
export function StateBar() {
  const t = useTranslations('frame')
  const { state, dataAt, retry } = useAgentState()
  const isShown = state !== 'online' && state !== 'connecting'
  return (
    <div role="status" aria-live="polite">
      {isShown ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-attention/30 bg-attention-soft px-4 py-1.5 text-small">
          <TriangleAlert className="text-attention-icon" aria-hidden />
          <span className="min-w-0">
            <strong className="font-[620]">{t(`bar.${state}.what`)}</strong>{' '}
            {t.rich(`bar.${state}.fix`, { code: (text) => <code>{text}</code> })}{' '}
            {dataAt > 0 ? (
              <span className="text-ink-2">
                {t.rich('bar.stale', { age: () => <RelativeTime iso={new Date(dataAt).toISOString()} /> })}
              </span>
            ) : null}
          </span>
          <span className="ml-auto">
            {state === 'signedOut' ? (
              <LinkButton href="/signin" size="sm">
                {t('bar.signIn')}
              </LinkButton>
            ) : (
              <Button size="sm" icon={<RotateCw aria-hidden />} onPress={retry}>
                {t('bar.retry')}
              </Button>
            )}
          </span>
        </div>
      ) : null}
    </div>
  )
}
