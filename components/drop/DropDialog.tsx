'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { DropFolder } from '@/components/drop/DropFolder'
import { DropPlace } from '@/components/drop/DropPlace'
import type { DropActions } from '@/components/drop/drop-actions'
import type { Dropped } from '@/components/drop/dropped'
import { readDropped } from '@/components/drop/read-dropped'
import { Dialog } from '@/components/ui/Dialog'
import { Skeleton } from '@/components/ui/Skeleton'

let counter = 0
const keys = new WeakMap<Dropped, number>()
/** Two drops are two questions, also of the same file. */
function keyOf(dropped: Dropped): number {
  const known = keys.get(dropped)
  if (known !== undefined) return known
  counter += 1
  keys.set(dropped, counter)
  return counter
}

/** What was dropped or pasted, and the way to where it belongs. */
export function DropDialog(props: { dropped: Dropped; actions: DropActions; onClose: () => void }) {
  const { dropped } = props
  const t = useTranslations('drop')
  const { data } = useQuery({
    queryKey: ['dropped', keyOf(dropped)],
    queryFn: () => readDropped(dropped),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [folder] = dropped.folders
  if (folder) return <DropFolder key={keyOf(dropped)} folder={folder} actions={props.actions} onClose={props.onClose} />
  if (data === undefined)
    return (
      <Dialog title={t('title')} isOpen onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}>
        <Skeleton className="h-24" />
      </Dialog>
    )
  return <DropPlace key={keyOf(dropped)} documents={data} isPasted={dropped.text !== undefined} onClose={props.onClose} />
}
