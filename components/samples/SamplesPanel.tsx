'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { Dialog } from '@/components/ui/Dialog'
import { Notice } from '@/components/ui/Notice'
import { Yaml } from '@/components/ui/Yaml'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { insertPart, replacedValues } from '@/lib/domain/snippets/insert-part'
import { type Snippet, snippets } from '@/lib/domain/snippets/snippets'

/** Samples that fit the file that is open: parts are added to it, whole files replace it after a second look. */
export function SamplesPanel(props: {
  /** Of the open file; undefined = not known yet, everything is offered. */
  kind: DocumentKind | 'conda' | undefined
  text: string
  /** Line of the cursor, from 1; absent while it was nowhere yet. */
  line?: number | undefined
  onText: (text: string) => void
  onClose: () => void
}) {
  const t = useTranslations('samples')
  const offered = snippets.filter(({ kind }) => props.kind === undefined || kind === props.kind)
  const [id, setId] = useState((offered.find(({ form }) => form === 'part') ?? offered[0])?.id)
  const [asks, setAsks] = useState(false)
  const chosen = offered.find((snippet) => snippet.id === id) ?? offered[0]
  if (!chosen) return null
  const isPart = chosen.form === 'part'
  const doubled = isPart ? replacedValues(props.text, chosen.text) : []
  const replaces = isPart ? doubled.length > 0 : props.text.trim() !== ''
  function use(snippet: Snippet) {
    if (replaces && !asks) return setAsks(true)
    props.onText(snippet.form === 'part' ? insertPart(props.text, snippet.text, props.line) : snippet.text)
    props.onClose()
  }
  const group = (form: Snippet['form']) => offered.filter((snippet) => snippet.form === form)
  return (
    <Dialog
      title={t('title')}
      isOpen
      size="lg"
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button variant={replaces && asks ? 'dangerSolid' : 'primary'} onPress={() => use(chosen)}>
            {replaces ? t(asks ? 'replaceNow' : 'replace') : t(isPart ? 'insert' : 'use')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 sm:grid-cols-[14rem_minmax(0,1fr)]">
        <div className="grid content-start gap-3">
          {(['part', 'file'] as const).map((form) =>
            group(form).length === 0 ? null : (
              <div key={form}>
                <h3 className="mb-1 text-ink-3 text-small">{t(form)}</h3>
                <ul className="grid gap-px">
                  {group(form).map((snippet) => (
                    <li key={snippet.id}>
                      <button
                        type="button"
                        aria-pressed={snippet.id === chosen.id}
                        onClick={() => {
                          setId(snippet.id)
                          setAsks(false)
                        }}
                        className={cx(
                          'w-full rounded-control px-2 py-1 text-left',
                          snippet.id === chosen.id ? 'bg-accent-soft' : 'hover:bg-hover',
                        )}
                      >
                        {t(`names.${snippet.id}`)}
                      </button>
                    </li>
                  ))}
                </ul>
              </div>
            ),
          )}
        </div>
        <div className="min-w-0">
          <p className="mb-2 text-ink-2">{t(`texts.${chosen.id}`)}</p>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="max-h-80 overflow-auto rounded-control border bg-sunken p-3 text-small"
          >
            <Yaml text={chosen.text} />
          </pre>
          {replaces && asks ? (
            <Notice tone="attention" live className="mt-3">
              {isPart ? t('replacesKeys', { keys: doubled.join(', ') }) : t('replacesAll')}
            </Notice>
          ) : null}
        </div>
      </div>
    </Dialog>
  )
}
