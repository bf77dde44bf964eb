'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { BodyRemark } from '@/components/test/check-body'
import { lineStart } from '@/components/test/json-positions'
import { useRemarkText } from '@/components/test/use-remark-text'
import { TextArea } from '@/components/ui/TextArea'

/** Height of a line and space above the first, as the classes below set them. */
const linePx = 20
const abovePx = 6
const listedRemarks = 5

/** The body as text with line numbers; lines with a remark are marked, and each remark leads to its place. */
export function BodyEditor(props: { body: string; onBody: (body: string) => void; remarks: readonly BodyRemark[]; label: string }) {
  const t = useTranslations('test')
  const { body, onBody, remarks, label } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const scrollTop = useScrollTop(area)
  const remarkText = useRemarkText()
  const lines = body.split('\n').length
  const goTo = ({ offset, line }: BodyRemark) => {
    const element = area.current
    if (!element) return
    element.focus()
    element.setSelectionRange(offset, Math.min(offset + 1, lineEnd(body, line)))
    element.scrollTop = Math.max(0, (line - 4) * linePx)
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="relative flex-1">
        <TextArea
          label={label}
          hideLabel
          mono
          rows={16}
          spellCheck="false"
          value={body}
          onChange={onBody}
          areaRef={area}
          areaClassName="min-h-72 resize-y overflow-x-auto whitespace-pre rounded-none! border-0! bg-transparent! pl-13! leading-5!"
        />
        <div
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-0 w-11 overflow-hidden border-r font-mono text-ink-3 text-small"
        >
          <div className="relative" style={{ transform: `translateY(${abovePx - scrollTop}px)` }}>
            {remarks.map(({ line, offset, kind }) => (
              <span
                key={`${offset} ${line}`}
                className={kind === 'fault' ? 'absolute inset-x-0 bg-failure-soft' : 'absolute inset-x-0 bg-attention-soft'}
                style={{ top: (line - 1) * linePx, height: linePx }}
              />
            ))}
            <pre className="num relative pr-2 text-right leading-5!">{lineNumbers(lines)}</pre>
          </div>
        </div>
      </div>
      {remarks.length > 0 ? (
        <div role="status" className="max-h-40 overflow-y-auto border-t px-1 py-1 text-small">
          <ul aria-label={t('remarks')}>
            {remarks.slice(0, listedRemarks).map((remark) => (
              <li key={`${remark.offset} ${remark.kind}`}>
                <button
                  type="button"
                  onClick={() => goTo(remark)}
                  className="w-full rounded-control px-2 py-0.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <span className={remark.kind === 'fault' ? 'num text-failure' : 'num text-attention'}>
                    {t('jsonError', { line: remark.line, column: remark.column })}
                  </span>{' '}
                  {remarkText(remark)}
                </button>
              </li>
            ))}
            {remarks.length > listedRemarks ? (
              <li className="px-2 text-ink-3">{t('moreRemarks', { count: remarks.length - listedRemarks })}</li>
            ) : null}
          </ul>
        </div>
      ) : null}
    </div>
  )
}

function lineEnd(text: string, line: number): number {
  const end = text.indexOf('\n', lineStart(text, line))
  return end === -1 ? text.length : end
}

function lineNumbers(count: number): string {
  return Array.from({ length: count }, (_, index) => index + 1).join('\n')
}

function useScrollTop(area: React.RefObject<HTMLTextAreaElement | null>): number {
  const [scrollTop, setScrollTop] = useState(0)
  useEffect(() => {
    const element = area.current
    if (!element) return
    const read = () => setScrollTop(element.scrollTop)
    element.addEventListener('scroll', read, { passive: true })
    return () => element.removeEventListener('scroll', read)
  }, [area])
  return scrollTop
}
