'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { TextField } from '@/components/ui/TextField'

/** A destructive dialog that opens its button only when the name is typed. What goes with the object stands in `children`. */
export function ConfirmName(props: {
  title: string
  name: string
  fieldLabel: string
  confirm: string
  isOpen: boolean
  isPending: boolean
  onOpenChange: (isOpen: boolean) => void
  onConfirm: () => void
  children: ReactNode
}) {
  const t = useTranslations('delete')
  const [typed, setTyped] = useState('')
  const { title, name, fieldLabel, confirm, isOpen, isPending, onOpenChange, onConfirm, children } = props
  const matches = typed.trim() === name
  const change = (next: boolean) => {
    if (!next) setTyped('')
    onOpenChange(next)
  }
  return (
    <Dialog
      role="alertdialog"
      title={title}
      isOpen={isOpen}
      onOpenChange={change}
      footer={
        <>
          <Button onPress={() => change(false)}>{t('cancel')}</Button>
          <Button
            variant="dangerSolid"
            isPending={isPending}
            disabledReason={matches ? undefined : t('typeName', { name })}
            onPress={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (matches && !isPending) onConfirm()
        }}
      >
        {children}
        <TextField
          label={fieldLabel}
          description={t('typeName', { name })}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          autoFocus
          mono
        />
      </form>
    </Dialog>
  )
}
