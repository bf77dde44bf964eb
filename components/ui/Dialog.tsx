'use client'

import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { cx } from '@/components/ui/class-names'
import { IconButton } from '@/components/ui/IconButton'

/**
 * A modal dialog: traps and returns the focus, Esc closes it. Controlled.
 * `footer` holds the buttons, the deciding one last. `role="alertdialog"` for confirmations.
 */
export function Dialog(props: {
  title: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  children: ReactNode
  footer?: ReactNode
  role?: 'dialog' | 'alertdialog'
  size?: 'sm' | 'md' | 'lg'
}) {
  const t = useTranslations('ui')
  const { title, isOpen, onOpenChange, children, footer, role = 'dialog', size = 'md' } = props
  const width = size === 'sm' ? 'max-w-md' : size === 'md' ? 'max-w-xl' : 'max-w-3xl'
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={role === 'dialog'}
      className="fixed inset-0 z-50 flex items-start justify-center overflow-y-auto bg-scrim px-4 py-[12vh]"
    >
      <Modal className={cx('overlay w-full rounded-panel!', width)}>
        <AriaDialog role={role} className="outline-none">
          <div className="flex items-center gap-3 px-4 pt-3">
            <Heading slot="title" className="font-[620] text-heading">
              {title}
            </Heading>
            <div className="ml-auto">
              <IconButton label={t('close')} onPress={() => onOpenChange(false)} size="sm">
                <X />
              </IconButton>
            </div>
          </div>
          <div className="px-4 pt-2 pb-4">{children}</div>
          {footer ? <div className="flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3">{footer}</div> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
