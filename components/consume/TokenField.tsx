'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { CopyButton } from '@/components/ui/CopyButton'
import { IconButton } from '@/components/ui/IconButton'
import { useNowMs } from '@/components/ui/now'
import { showProblem } from '@/components/ui/toast'
import type { EndpointToken } from '@/lib/contract/arm/endpoint'
import { ProblemError } from '@/lib/problems/problem'

/** What is left until `atMs` as minutes and seconds, e.g. `59:07`; `0:00` once it is over. */
export function countdown(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((atMs - nowMs) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** A token of the endpoint: copied without being shown, fetched when it is needed, with the time it has left. */
export function TokenField() {
  const t = useTranslations('consume')
  const { detail, actions } = useEndpoint()
  const [token, setToken] = useState<EndpointToken>()
  const [isShown, setShown] = useState(false)
  const [isReading, setReading] = useState(false)
  const isDue = token !== undefined && Date.now() >= token.refreshAfterTimeUtc * 1000

  /** The token in hand while it is fresh, as clients should do, else the next one. */
  const read = async (): Promise<string> => {
    if (token && !isDue) return token.accessToken
    const answer = await actions.readToken({ endpoint: detail.name })
    if (!answer.ok) throw new ProblemError(answer.problem)
    setToken(answer.value)
    return answer.value.accessToken
  }
  const toggle = async () => {
    if (isShown) return setShown(false)
    setReading(true)
    try {
      await read()
      setShown(true)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      showProblem(t('tokenFailed'), error.problem)
    } finally {
      setReading(false)
    }
  }
  return (
    <div>
      <p className="text-ink-3 text-small">{t('token')}</p>
      <div className="flex items-start gap-1">
        {isShown && token ? (
          <code className="min-w-0 flex-1 text-small [overflow-wrap:anywhere]">{token.accessToken}</code>
        ) : (
          <span role="img" aria-label={t('hidden')} className="min-w-0 flex-1 truncate font-mono text-small tracking-[0.15em]">
            ••••••••••••••••••••
          </span>
        )}
        <IconButton
          size="sm"
          label={isShown ? t('hide', { key: t('token') }) : t('reveal', { key: t('token') })}
          isPending={isReading}
          onPress={() => void toggle()}
        >
          {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </IconButton>
        <CopyButton what={t('token')} getText={read} />
      </div>
      {token ? <TokenTimes token={token} /> : <p className="mt-2 text-ink-3 text-small">{t('tokenOnDemand')}</p>}
    </div>
  )
}

function TokenTimes({ token }: { token: EndpointToken }) {
  const t = useTranslations('consume')
  const locale = useLocale()
  const now = useNowMs(1000)
  const expiry = token.expiryTimeUtc * 1000
  const refresh = token.refreshAfterTimeUtc * 1000
  const clock = (ms: number) => new Date(ms).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const rows = [
    { label: t('tokenExpires'), at: expiry, left: now < expiry ? t('timeLeft', { time: countdown(expiry, now) }) : t('tokenExpired') },
    {
      label: t('tokenRefresh'),
      at: refresh,
      left: now < refresh ? t('timeLeft', { time: countdown(refresh, now) }) : t('tokenRefreshNow'),
    },
  ]
  return (
    <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small">
      {rows.map(({ label, at, left }) => (
        <div key={label} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd>
            <time dateTime={new Date(at).toISOString()} className="num">
              {clock(at)}
            </time>{' '}
            <span className="num text-ink-2">{left}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
