'use client'

import { useTranslations } from 'next-intl'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { Logo } from '@/components/frame/Logo'
import { PreferencesMenu } from '@/components/frame/PreferencesMenu'
import { Button } from '@/components/ui/Button'
import { Code } from '@/components/ui/Code'
import { Notice } from '@/components/ui/Notice'
import { TextField } from '@/components/ui/TextField'
import type { Theme } from '@/i18n/locales'
import { returnPath } from '@/lib/domain/return-path/return-path'

/** 16 random bytes in base64url; anything else can only be a token, and must not count as two failed tries. */
const codeShape = /^[\w-]{22}$/

type Failure = { kind: 'wrong' | 'expired' | 'empty' | 'unreachable' } | { kind: 'tooMany'; seconds: number }

/** The credential posted: a code of the printed link, or whatever the person typed, which may be either a code or the token. */
async function signIn(body: { code: string } | { token: string }): Promise<'in' | Failure> {
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined)
  if (!response) return { kind: 'unreachable' }
  if (response.status === 204) return 'in'
  if (response.status === 429) return { kind: 'tooMany', seconds: Number(response.headers.get('retry-after')) || 60 }
  return { kind: response.status === 401 || response.status === 400 ? 'wrong' : 'unreachable' }
}

/** Takes the code out of the address at once (history, screenshots), signs in with it; without one asks for a code or token. */
export function SigninForm(props: { theme: Theme }) {
  const t = useTranslations('signin')
  const [value, setValue] = useState('')
  const [failure, setFailure] = useState<Failure>()
  const [isPending, setPending] = useState(false)
  const hasStarted = useRef(false)

  const attempt = useCallback(async (bodies: ({ code: string } | { token: string })[], wrong: 'wrong' | 'expired') => {
    setPending(true)
    setFailure(undefined)
    let outcome: 'in' | Failure = { kind: 'wrong' }
    for (const body of bodies) {
      outcome = await signIn(body)
      if (outcome === 'in' || outcome.kind !== 'wrong') break
    }
    if (outcome === 'in') {
      // The place that was asked for before signing in.
      window.location.assign(returnPath(new URLSearchParams(window.location.search).get('to')))
      return
    }
    setPending(false)
    setFailure(outcome.kind === 'wrong' ? { kind: wrong } : outcome)
  }, [])

  useEffect(() => {
    if (hasStarted.current) return
    hasStarted.current = true
    const code = new URLSearchParams(window.location.hash.slice(1)).get('code')
    if (!code) return
    window.history.replaceState(null, '', window.location.pathname + window.location.search)
    void attempt([{ code }], 'expired')
  }, [attempt])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const text = value.trim()
    // A whole pasted link works as well as the bare code.
    const code = /#(?:.*&)?code=([^&\s]+)/.exec(text)?.[1]
    if (text === '') setFailure({ kind: 'empty' })
    else if (code) void attempt([{ code }], 'wrong')
    else void attempt(codeShape.test(text) ? [{ code: text }, { token: text }] : [{ token: text }], 'wrong')
  }

  return (
    <div className="flex min-h-dvh flex-col">
      <div className="flex justify-end p-2">
        <PreferencesMenu theme={props.theme} canSignOut={false} />
      </div>
      <main id="main" className="mx-auto flex w-full max-w-[25rem] flex-1 flex-col px-4 pt-[9vh] pb-8">
        <div className="mb-6 flex items-center gap-2.5 text-[1.0625rem]">
          <span className="text-accent-text">
            <Logo className="size-7" />
          </span>
          <span className="font-[680] tracking-[-0.015em]">Scorepoint</span>
        </div>
        <div className="rounded-panel border bg-raised p-5">
          <h1 className="font-[620] text-title">{t('title')}</h1>
          <p className="mt-1 text-ink-2">{t('intro')}</p>
          <Code text="npm run signin" className="my-4 bg-sunken!" />
          <form onSubmit={submit} noValidate>
            <TextField
              label={t('field')}
              description={t('help')}
              type="password"
              autoComplete="off"
              mono
              value={value}
              onChange={(text) => {
                setValue(text)
                setFailure(undefined)
              }}
              error={failure?.kind === 'empty' ? t('failure.empty') : undefined}
            />
            {failure && failure.kind !== 'empty' ? (
              <Notice tone="failure" live className="mt-3" title={t(`failure.${failure.kind}.what`)}>
                {failure.kind === 'tooMany' ? t('failure.tooMany.fix', { seconds: failure.seconds }) : t(`failure.${failure.kind}.fix`)}
              </Notice>
            ) : null}
            <Button type="submit" variant="primary" isPending={isPending} className="mt-4 w-full">
              {isPending ? t('pending') : t('submit')}
            </Button>
          </form>
        </div>
      </main>
    </div>
  )
}
