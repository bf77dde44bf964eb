'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { type JoinsProps, ModelJoins } from '@/components/wizard/ModelJoins'
import { ModelTree } from '@/components/wizard/ModelTree'
import type { MlflowPreview, ModelPreview } from '@/lib/contract/files'
import type { SignatureField } from '@/lib/contract/mlflow'

/** What the chosen model is and contains; for an MLflow folder also how it is served, and the way to the other one. */
export function ModelFacts(props: {
  preview: ModelPreview
  noCode: boolean
  onNoCode: (noCode: boolean) => void
  isDisabled: boolean
  joins?: JoinsProps | undefined
}) {
  const t = useTranslations('scoring')
  const { preview } = props
  return (
    <div className="grid gap-3">
      {preview.mlflow ? <MlflowNotice {...props} mlflow={preview.mlflow} /> : null}
      <div className="flex flex-wrap items-start gap-4">
        <div className="min-w-64 flex-1">
          <ModelTree title={t('modelDir')} files={preview.files} fileCount={preview.fileCount} totalBytes={preview.totalBytes} />
        </div>
        {props.joins && props.joins.joins.length > 0 ? <ModelJoins {...props.joins} /> : null}
      </div>
      <p className="num flex flex-wrap gap-x-4 text-ink-3 text-small">
        {preview.hash ? <span title={preview.hash}>{t('uploadedAs', { name: `${preview.hash.slice(0, 12)}…` })}</span> : null}
        {preview.sklearnVersion ? <span>{t('sklearnVersion', { version: preview.sklearnVersion })}</span> : null}
      </p>
    </div>
  )
}

function MlflowNotice(props: { mlflow: MlflowPreview; noCode: boolean; onNoCode: (noCode: boolean) => void; isDisabled: boolean }) {
  const t = useTranslations('scoring')
  const { mlflow, noCode, onNoCode } = props
  if (!mlflow.hasPyfunc)
    return (
      <Notice tone="attention" title={t('mlflowNoPyfunc')}>
        <p>{t('mlflowNoPyfuncWhy')}</p>
      </Notice>
    )
  return (
    <Notice
      tone={noCode ? 'success' : 'info'}
      title={noCode ? t('mlflowFound') : t('codeOptional')}
      live
      actions={
        <Button size="sm" onPress={() => onNoCode(!noCode)} isDisabled={props.isDisabled}>
          {noCode ? t('ownScript') : t('withoutCode')}
        </Button>
      }
    >
      {noCode ? <p>{t('mlflowWhy', { file: mlflow.environmentFrom })}</p> : null}
      <MlflowDetails mlflow={mlflow} />
    </Notice>
  )
}

/** Flavours, versions and signature, as MLmodel says. */
export function MlflowDetails({ mlflow }: { mlflow: MlflowPreview }) {
  const t = useTranslations('scoring')
  const signature = (fields: readonly SignatureField[] | undefined) =>
    fields === undefined ? <span className="text-ink-3">{t('noSignature')}</span> : <Fields fields={fields} />
  const rows: [string, ReactNode][] = [
    [t('flavors'), mlflow.flavors.filter((flavor) => flavor !== 'python_function').join(', ') || 'python_function'],
    [t('python'), mlflow.pythonVersion ?? '–'],
    [t('mlflowVersion'), mlflow.mlflowVersion ?? '–'],
    [t('inputs'), signature(mlflow.inputs)],
    ...(mlflow.outputs ? [[t('outputs'), signature(mlflow.outputs)] satisfies [string, ReactNode]] : []),
    ...(mlflow.params ? [[t('params'), signature(mlflow.params)] satisfies [string, ReactNode]] : []),
  ]
  return (
    <dl className="num mt-2 grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-1 text-small">
      {rows.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-ink-3">{term}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const shownFields = 12

function Fields({ fields }: { fields: readonly SignatureField[] }) {
  const shown = fields.slice(0, shownFields)
  return (
    <code>
      {shown.map(({ name, type }) => (name === undefined ? type : `${name}: ${type}`)).join(', ')}
      {fields.length > shown.length ? ` … (${fields.length})` : ''}
    </code>
  )
}
