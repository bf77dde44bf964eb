'use client'

import { Eye, EyeOff, RefreshCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { useChange } from '@/components/overview/use-change'
import { Button } from '@/components/ui/Button'
import { CopyButton } from '@/components/ui/CopyButton'
import { Dialog } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { showProblem } from '@/components/ui/toast'
import { ProblemError } from '@/lib/problems/problem'

const revealMs = 30_000

/** One key: masked, shown for 30 seconds, copied without being shown, replaced after a word. `version` changes when keys did. */
export function KeyField(props: { which: 'Primary' | 'Secondary'; version: number; onRotated: () => void }) {
  const t = useTranslations('consume')
  const { detail, actions } = useEndpoint()
  const { which, version, onRotated } = props
  const [shown, setShown] = useState<{ key: string; version: number }>()
  const [isReading, setReading] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const { isPending, requestId, run } = useChange()
  const visible = shown?.version === version ? shown.key : undefined
  const label = t(which === 'Primary' ? 'primaryKey' : 'secondaryKey')

  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setShown(undefined), revealMs)
    return () => clearTimeout(timer)
  }, [shown])

  const read = async (): Promise<string> => {
    const answer = await actions.readKey({ endpoint: detail.name, key: which })
    if (!answer.ok) throw new ProblemError(answer.problem)
    return answer.value.key
  }
  const toggle = async () => {
    if (visible) return setShown(undefined)
    setReading(true)
    try {
      setShown({ key: await read(), version })
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      showProblem(t('readFailed'), error.problem)
    } finally {
      setReading(false)
    }
  }
  const rotate = async () => {
    setAsking(false)
    const result = await run(() => actions.regenerateKey({ endpoint: detail.name, key: which, clientRequestId: requestId }), {
      failed: t('rotateFailed'),
      done: t('rotated', { key: label }),
    })
    if (result.ok) onRotated()
  }
  return (
    <div className="mb-3 last:mb-0">
      <p className="text-ink-3 text-small">{label}</p>
      <div className="flex items-center gap-1">
        {visible ? (
          <code className="min-w-0 flex-1 [overflow-wrap:anywhere]">{visible}</code>
        ) : (
          <span role="img" aria-label={t('hidden')} className="min-w-0 flex-1 truncate font-mono text-small tracking-[0.15em]">
            ••••••••••••••••••••
          </span>
        )}
        <IconButton
          size="sm"
          label={visible ? t('hide', { key: label }) : t('reveal', { key: label })}
          isPending={isReading}
          onPress={() => void toggle()}
        >
          {visible ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </IconButton>
        <CopyButton what={label} getText={read} />
        <IconButton size="sm" label={t('rotate', { key: label })} isPending={isPending} onPress={() => setAsking(true)}>
          <RefreshCw aria-hidden />
        </IconButton>
      </div>
      {visible ? <p className="text-ink-3 text-small">{t('hidesItself')}</p> : null}
      <Dialog
        role="alertdialog"
        size="sm"
        title={t('rotateTitle', { key: label })}
        isOpen={isAsking}
        onOpenChange={setAsking}
        footer={
          <>
            <Button onPress={() => setAsking(false)} autoFocus>
              {t('cancel')}
            </Button>
            <Button variant="dangerSolid" onPress={() => void rotate()}>
              {t('rotateConfirm')}
            </Button>
          </>
        }
      >
        <p>{t('rotateText', { other: t(which === 'Primary' ? 'secondaryKey' : 'primaryKey') })}</p>
      </Dialog>
    </div>
  )
}
