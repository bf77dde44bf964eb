'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'

/** Asks before a split that leaves requests without an answer: none routed at all, or some to deployments that are not ready. */
export function ConfirmSplit(props: {
  asked: 'offline' | 'unready' | undefined
  unready: readonly string[]
  endpoint: string
  onClose: () => void
  onConfirm: () => void
}) {
  const t = useTranslations('traffic')
  const isOffline = props.asked === 'offline'
  const names = props.unready.join(', ')
  return (
    <Dialog
      role="alertdialog"
      size="sm"
      title={isOffline ? t('offlineTitle', { endpoint: props.endpoint }) : t('unreadyTitle', { names })}
      isOpen={props.asked !== undefined}
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose} autoFocus>
            {t('cancel')}
          </Button>
          <Button variant="dangerSolid" onPress={props.onConfirm}>
            {isOffline ? t('takeOffline') : t('applyAnyway')}
          </Button>
        </>
      }
    >
      <p>{isOffline ? t('offlineText') : t('unreadyText', { names })}</p>
    </Dialog>
  )
}
