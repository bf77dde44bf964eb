'use client'

import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { TextField } from '@/components/ui/TextField'
import type { Result } from '@/lib/problems/problem'

/** Registers a simulated Kubernetes compute by its name. No form of its own: it stands inside others. */
export function AddCompute(props: {
  add: (input: { name: string }) => Promise<Result<string[]>>
  onAdded: (names: string[], name: string) => void
  /** Stands in the field at first. */
  suggested?: string
}) {
  const t = useTranslations('settings.kubernetes')
  const [name, setName] = useState(props.suggested ?? '')
  const [error, setError] = useState<string>()
  const [isPending, setPending] = useState(false)
  const add = async () => {
    if (!name.trim()) return setError(t('required'))
    setPending(true)
    const result = await props.add({ name: name.trim() })
    setPending(false)
    if (!result.ok) return setError(result.problem.message)
    props.onAdded(result.value, name.trim())
    setName('')
    setError(undefined)
  }
  return (
    <div className="flex max-w-2xl flex-wrap items-start gap-2">
      <TextField
        label={t('new')}
        value={name}
        onChange={(value) => {
          setName(value)
          setError(undefined)
        }}
        mono
        placeholder="aks-cluster"
        autoComplete="off"
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          void add()
        }}
        {...(error ? { error } : {})}
        className="min-w-52 flex-1"
      />
      <Button icon={<Plus aria-hidden />} isPending={isPending} onPress={() => void add()} className="mt-6">
        {t('add')}
      </Button>
    </div>
  )
}
