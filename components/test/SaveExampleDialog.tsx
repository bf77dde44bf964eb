'use client'

import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type AssertionRow, assertionOf, newRow, type RowFault } from '@/components/test/assertion-rows'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { Menu } from '@/components/ui/Menu'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { TextField } from '@/components/ui/TextField'
import { type Assertion, assertionKinds } from '@/lib/contract/example'
import type { Problem, Result } from '@/lib/problems/problem'

/** Asks for a name and what the answer must be, then saves the request as an example. Mounted anew for each one. */
export function SaveExampleDialog(props: {
  /** Changed instead of made when given. */
  isChange: boolean
  name: string
  rows: AssertionRow[]
  /** Headers whose values are credentials and are not kept. */
  secretNames: readonly string[]
  onClose: () => void
  onSave: (name: string, assertions: Assertion[]) => Promise<Result<{ id: string }>>
}) {
  const t = useTranslations('test')
  const { isChange, onClose, onSave, secretNames } = props
  const [name, setName] = useState(props.name)
  const [rows, setRows] = useState(props.rows)
  const [isTried, setTried] = useState(false)
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const read = rows.map(assertionOf)
  const nameError = isTried && name.trim() === '' ? t('nameMissing') : undefined
  const save = async () => {
    setTried(true)
    const assertions = read.flatMap((each) => ('assertion' in each ? [each.assertion] : []))
    if (name.trim() === '' || assertions.length < rows.length) return
    setPending(true)
    const answer = await onSave(name.trim(), assertions)
    setPending(false)
    if (answer.ok) onClose()
    else setProblem(answer.problem)
  }
  const change = (id: string, part: Partial<AssertionRow>) => setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  return (
    <Dialog
      size="lg"
      title={isChange ? t('changeExample') : t('saveExample')}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      footer={
        <>
          <Button onPress={onClose}>{t('cancelDialog')}</Button>
          <Button variant="primary" isPending={isPending} onPress={() => void save()}>
            {t('save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {problem ? <ProblemNotice problem={problem} /> : null}
        <TextField
          label={t('exampleName')}
          value={name}
          onChange={setName}
          error={nameError}
          isRequired
          placeholder={t('exampleNameHint')}
        />
        {secretNames.length > 0 ? <p className="text-ink-2 text-small">{t('secretsNotKept', { names: secretNames.join(', ') })}</p> : null}
        <fieldset className="min-w-0">
          <legend className="font-[540]">{t('assertions')}</legend>
          <p className="mb-2 text-ink-2 text-small">{t('assertionsText')}</p>
          <ul className="flex flex-col gap-2">
            {rows.map((row, index) => {
              const result = read[index]
              return (
                <li key={row.id} className="flex items-start gap-2">
                  <RowFields
                    row={row}
                    number={index + 1}
                    fault={isTried && result && 'fault' in result ? result.fault : undefined}
                    onChange={(part) => change(row.id, part)}
                  />
                  <IconButton
                    label={t('removeAssertion', { number: index + 1 })}
                    onPress={() => setRows(rows.filter((each) => each.id !== row.id))}
                  >
                    <X aria-hidden />
                  </IconButton>
                </li>
              )
            })}
          </ul>
          <div className="mt-2">
            <Menu
              label={t('addAssertion')}
              size="sm"
              placement="bottom start"
              sections={[
                assertionKinds.map((kind) => ({
                  id: kind,
                  label: t(`kind.${kind}`),
                  description: t(`kindText.${kind}`),
                  onAction: () => setRows([...rows, newRow(kind)]),
                })),
              ]}
            >
              <Plus aria-hidden /> {t('addAssertion')}
            </Menu>
          </div>
        </fieldset>
      </div>
    </Dialog>
  )
}

function RowFields(props: {
  row: AssertionRow
  number: number
  fault: RowFault | undefined
  onChange: (part: Partial<AssertionRow>) => void
}) {
  const t = useTranslations('test')
  const { row, number, fault, onChange } = props
  const named = (part: 'path' | 'value' | 'tolerance') =>
    t('assertionPart', { kind: t(`kind.${row.kind}`), part: t(`partName.${part}`), number })
  const errorOf = (...faults: RowFault[]) => (fault && faults.includes(fault) ? t(`rowFault.${fault}`) : undefined)
  const hasPath = row.kind === 'equals' || row.kind === 'within'
  return (
    <div className="grid min-w-0 flex-1 items-start gap-2 sm:grid-cols-[9rem_minmax(0,1fr)_minmax(0,1.4fr)_7rem]">
      <span className="flex h-8 items-center text-ink-2">{t(`kind.${row.kind}`)}</span>
      {hasPath ? (
        <TextField
          label={named('path')}
          hideLabel
          mono
          value={row.path}
          placeholder="$.predictions[0]"
          onChange={(path) => onChange({ path })}
          error={errorOf('path')}
        />
      ) : null}
      <TextField
        label={named('value')}
        hideLabel
        mono
        className={hasPath ? (row.kind === 'equals' ? 'sm:col-span-2' : '') : 'sm:col-span-3'}
        value={row.value}
        onChange={(value) => onChange({ value })}
        error={errorOf('status', 'json', 'text', 'ms')}
        {...(row.kind === 'latency' ? { suffix: 'ms' } : {})}
      />
      {row.kind === 'within' ? (
        <TextField
          label={named('tolerance')}
          hideLabel
          mono
          prefix="±"
          value={row.tolerance}
          onChange={(tolerance) => onChange({ tolerance })}
          error={errorOf('tolerance')}
        />
      ) : null}
    </div>
  )
}
