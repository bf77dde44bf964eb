'use client'

import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { cellValue, emptyCell, type FormField, parseObject, type ScalarType, tableValue, withParameter } from '@/components/test/form-model'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { NumberField } from '@/components/ui/NumberField'
import { Select } from '@/components/ui/Select'
import { Switch } from '@/components/ui/Switch'
import { TextField } from '@/components/ui/TextField'
import { formatBody } from '@/lib/domain/request-schema/sample'

/** More rows are edited as JSON; a form of thousands of fields helps nobody. */
const shownRows = 50

/** The parameters of the request as fields and tables. Edits go into the JSON; what a form cannot show stays there untouched. */
export function BodyForm(props: { fields: readonly FormField[]; body: string; onBody: (body: string) => void }) {
  const t = useTranslations('test')
  const { fields, body, onBody } = props
  const change = (name: string, value: unknown) => onBody(formatBody(withParameter(body, name, value)))
  return (
    <div className="flex min-h-72 flex-col gap-4 p-3">
      {fields.map((field) =>
        field.kind === 'json' ? (
          <p key={field.name} className="text-ink-2 text-small">
            {t.rich('editedAsJson', { name: field.name, code: (chunks) => <code>{chunks}</code> })}
          </p>
        ) : field.kind === 'scalar' ? (
          <ScalarField key={field.name} field={field} onChange={(value) => change(field.name, value)} />
        ) : (
          <CellTable
            key={field.name}
            field={field}
            onRows={(rows) => change(field.name, tableValue(field, rows, parseObject(body)?.[field.name]))}
          />
        ),
      )}
    </div>
  )
}

function ScalarField({ field, onChange }: { field: Extract<FormField, { kind: 'scalar' }>; onChange: (value: unknown) => void }) {
  const { name, type, value, options } = field
  if (options) {
    const texts = options.map((each) => JSON.stringify(each))
    return (
      <Select
        label={name}
        mono
        value={JSON.stringify(value)}
        onChange={(text) => onChange(JSON.parse(text))}
        options={texts.map((text) => ({ value: text, label: text }))}
      />
    )
  }
  if (type === 'boolean')
    return (
      <Switch isSelected={value === true} onChange={onChange}>
        {name}
      </Switch>
    )
  if (type === 'string') return <TextField label={name} value={String(value ?? '')} onChange={onChange} />
  return (
    <NumberField
      label={name}
      value={typeof value === 'number' ? value : Number.NaN}
      onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
      {...(type === 'integer' ? { step: 1 } : {})}
    />
  )
}

function CellTable({ field, onRows }: { field: Extract<FormField, { kind: 'table' }>; onRows: (rows: unknown[][]) => void }) {
  const t = useTranslations('test')
  const { name, names, cellType, rows, shape } = field
  const setCell = (row: number, column: number, value: unknown) =>
    onRows(rows.map((cells, at) => (at === row ? cellType.map((_, index) => (index === column ? value : cells[index])) : cells)))
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-[540]">{name}</legend>
      <div className="overflow-x-auto">
        <table className="border-separate border-spacing-x-1 border-spacing-y-1">
          <thead>
            <tr className="text-left text-ink-3 text-small">
              {cellType.map((type, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its position
                <th key={index} scope="col" className="num whitespace-nowrap px-1 font-normal" title={type}>
                  {names?.[index] ?? index}
                </th>
              ))}
              <th>
                <span className="sr-only">{t('rowActions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shownRows).map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position
              <tr key={row}>
                {cellType.map((type, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its position
                  <td key={column}>
                    <Cell
                      label={t('cell', { table: name, row: row + 1, column: names?.[column] ?? String(column) })}
                      value={cells[column]}
                      type={type}
                      onChange={(value) => setCell(row, column, value)}
                    />
                  </td>
                ))}
                <td>
                  {shape === 'list' ? null : (
                    <IconButton
                      size="sm"
                      label={t('removeRow', { row: row + 1 })}
                      onPress={() => onRows(rows.filter((_, at) => at !== row))}
                    >
                      <X aria-hidden />
                    </IconButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shownRows ? <p className="text-ink-3 text-small">{t('moreRows', { count: rows.length - shownRows })}</p> : null}
      {shape === 'list' ? null : (
        <Button
          size="sm"
          variant="quiet"
          icon={<Plus aria-hidden />}
          onPress={() => onRows([...rows, rows.at(-1)?.slice() ?? cellType.map(emptyCell)])}
        >
          {t('addRow')}
        </Button>
      )}
    </fieldset>
  )
}

/** Keeps what is typed until it is left or a whole value: "1." must not become "1" under the fingers. */
function Cell(props: { label: string; value: unknown; type: ScalarType; onChange: (value: unknown) => void }) {
  const { label, value, type, onChange } = props
  const [typed, setTyped] = useState<string>()
  return (
    <input
      aria-label={label}
      className="field-box num h-7! w-24 px-1.5 text-right font-mono text-small"
      value={typed ?? String(value ?? '')}
      inputMode={type === 'string' || type === 'boolean' ? 'text' : 'decimal'}
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(cellValue(event.target.value, type))
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}
