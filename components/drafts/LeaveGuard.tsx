'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'

/** The address a plain click leads to inside the studio but away from this page; undefined for everything else. */
function leavingTo(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.hasAttribute('download')) return undefined
  const url = new URL(link.href)
  if (url.origin !== window.location.origin || url.pathname === window.location.pathname) return undefined
  return url.pathname + url.search + url.hash
}

/**
 * While `isActive`, a click on a link away from the page asks once: keep the draft, discard it, or stay. Other ways out (the browser's
 * Back, closing the tab) keep the draft without asking: nothing typed is lost there.
 */
export function LeaveGuard(props: { isActive: boolean; keep: () => Promise<boolean>; discard: () => Promise<void> }) {
  const t = useTranslations('drafts')
  const router = useRouter()
  const [target, setTarget] = useState<string>()
  const [isPending, setPending] = useState(false)
  const { isActive } = props
  useEffect(() => {
    if (!isActive) return
    const onClick = (event: MouseEvent) => {
      const to = leavingTo(event)
      if (to === undefined) return
      // Before the link itself and the router hear of it.
      event.preventDefault()
      event.stopPropagation()
      setTarget(to)
    }
    window.addEventListener('click', onClick, true)
    return () => window.removeEventListener('click', onClick, true)
  }, [isActive])

  async function leave(first: () => Promise<unknown>) {
    if (target === undefined) return
    setPending(true)
    await first()
    setPending(false)
    setTarget(undefined)
    router.push(target)
  }
  return (
    <Dialog
      role="alertdialog"
      size="sm"
      title={t('leaveTitle')}
      isOpen={target !== undefined}
      onOpenChange={(isOpen) => (isOpen ? undefined : setTarget(undefined))}
      footer={
        <>
          <Button onPress={() => setTarget(undefined)}>{t('stay')}</Button>
          <Button variant="danger" isDisabled={isPending} onPress={() => void leave(props.discard)}>
            {t('discard')}
          </Button>
          <Button variant="primary" isPending={isPending} onPress={() => void leave(props.keep)}>
            {t('keep')}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{t('leaveText')}</p>
    </Dialog>
  )
}
