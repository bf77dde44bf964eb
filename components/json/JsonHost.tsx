'use client'

import { Braces } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useUrlState } from '@/components/frame/url-state'
import { IconButton } from '@/components/ui/IconButton'
import type { JsonSource } from '@/lib/contract/json-source'

/** Loaded when it is opened: the query engine is no part of the page. */
const JsonDialog = dynamic(() => import('@/components/json/JsonDialog').then((module) => module.JsonDialog), { ssr: false })

/** What `?json=` says for a source; a page may offer several operations. */
const keyOf = (source: JsonSource): string => (source.of === 'operation' ? `operation-${source.operation}` : source.of)

/** Opens and closes the JSON view of a source; whether it is open stands in the address (`?json=endpoint`). */
export function useJsonView(key: string): { isOpen: boolean; open: () => void; close: () => void } {
  const [params, setParams] = useUrlState()
  return {
    isOpen: params.get('json') === key,
    open: () => setParams({ json: key }),
    close: () => setParams({ json: undefined, jq: undefined, out: undefined, shape: undefined }),
  }
}

/** The view itself, where `?json=` asks for it. Stands once on a page, beside whatever opens it. */
export function JsonHost({ source }: { source: JsonSource }) {
  const { isOpen, close } = useJsonView(keyOf(source))
  return isOpen ? <JsonDialog source={source} onClose={close} /> : null
}

/** A button that opens it, with the view. */
export function JsonButton({ source, size = 'md' }: { source: JsonSource; size?: 'md' | 'sm' }) {
  const t = useTranslations('json')
  const { open } = useJsonView(keyOf(source))
  return (
    <>
      <IconButton label={t('show')} variant={size === 'md' ? 'default' : 'quiet'} size={size} onPress={open}>
        <Braces aria-hidden />
      </IconButton>
      <JsonHost source={source} />
    </>
  )
}
