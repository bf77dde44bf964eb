'use client'

import { Trash2, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { useOnceOpen } from '@/components/ui/once-open'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import type { Result } from '@/lib/problems/problem'

const DeleteSelected = dynamic(() => import('@/components/endpoints/DeleteSelected').then((module) => module.DeleteSelected), {
  ssr: false,
})

export type DeleteEndpoint = (input: { endpoint: string; clientRequestId: string }) => Promise<Result<unknown>>

/** What can be done with the chosen rows; nothing while none is chosen. */
export function SelectionBar(props: { chosen: readonly EndpointStatus[]; onClear: () => void; deleteEndpoint: DeleteEndpoint }) {
  const t = useTranslations('endpoints')
  const [isOpen, setOpen] = useState(false)
  const wasOpened = useOnceOpen(isOpen)
  const { chosen, onClear } = props
  if (chosen.length === 0) return null
  return (
    <div className="mb-2 flex items-center gap-2 rounded-control border border-accent bg-accent-soft py-1 pr-1 pl-3 max-md:hidden">
      <span role="status" className="num">
        {t('select.count', { count: chosen.length })}
      </span>
      <Button variant="danger" size="sm" icon={<Trash2 aria-hidden />} onPress={() => setOpen(true)}>
        {t('select.delete')}
      </Button>
      <span className="ml-auto" />
      <IconButton label={t('select.clear')} size="sm" onPress={onClear}>
        <X aria-hidden />
      </IconButton>
      {wasOpened ? <DeleteSelected {...props} isOpen={isOpen} onOpenChange={setOpen} /> : null}
    </div>
  )
}
