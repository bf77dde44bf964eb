'use client'

import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { TextField } from '@/components/ui/TextField'
import { type StepProps, textOf } from '@/components/wizard/step-props'
import { findingAt } from '@/components/wizard/steps'

interface Row {
  id: number
  name: string
  value: string
}

const rowsOf = (value: unknown): Row[] =>
  typeof value === 'object' && value !== null ? Object.entries(value).map(([name, text], id) => ({ id, name, value: textOf(text) })) : []

/** Environment variables as rows, each with what is to be said about it; a row without a name stays here until it has one. */
export function VariablesField({ draft, findings }: Pick<StepProps, 'draft' | 'findings'>) {
  const t = useTranslations('wizard')
  const [rows, setRows] = useState<Row[]>(() => rowsOf(draft.value(['environment_variables'])))
  function change(next: Row[]) {
    setRows(next)
    const named = next.filter((row) => row.name !== '')
    draft.set(['environment_variables'], named.length === 0 ? undefined : Object.fromEntries(named.map((row) => [row.name, row.value])))
  }
  const edit = (id: number, part: Partial<Row>) => change(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-[540]">{t('variables')}</legend>
      {rows.map((row) => (
        <div key={row.id} className="grid gap-1">
          <div className="flex items-start gap-2">
            <TextField
              label={t('variableName')}
              hideLabel
              placeholder="WORKER_COUNT"
              mono
              className="flex-1"
              value={row.name}
              onChange={(name) => edit(row.id, { name })}
            />
            <TextField
              label={t('variableValue')}
              hideLabel
              placeholder={t('variableValue')}
              mono
              className="flex-1"
              value={row.value}
              onChange={(value) => edit(row.id, { value })}
            />
            <IconButton
              label={t('removeVariable', { name: row.name || '–' })}
              onPress={() => change(rows.filter((other) => other.id !== row.id))}
            >
              <X />
            </IconButton>
          </div>
          <About name={row.name} findings={findings} />
        </div>
      ))}
      <div>
        <Button
          size="sm"
          icon={<Plus aria-hidden />}
          onPress={() => setRows([...rows, { id: Math.max(-1, ...rows.map((row) => row.id)) + 1, name: '', value: '' }])}
        >
          {t('addVariable')}
        </Button>
      </div>
    </fieldset>
  )
}

function About({ name, findings }: { name: string; findings: StepProps['findings'] }) {
  const finding = name === '' ? undefined : findingAt(findings, ['environment_variables', name])
  if (!finding) return null
  const look = finding.severity === 'error' ? 'text-failure' : finding.severity === 'warning' ? 'text-attention' : 'text-ink-3'
  return <p className={`${look} text-small`}>{finding.message}</p>
}
