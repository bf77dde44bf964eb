'use client'

import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { showRefusal } from '@/components/ui/toast'

/** Copies `text` (or what `getText` brings, for secrets that are fetched on demand). `what` names it: "Scoring URI". */
export function CopyButton(
  props: { what: string; children?: string; size?: 'md' | 'sm' } & ({ text: string } | { getText: () => Promise<string> }),
) {
  const t = useTranslations('ui')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText('text' in props ? props.text : await props.getText())
      setCopied(true)
    } catch {
      // No clipboard permission, or the page is not in a secure context: say so, the text can still be selected.
      showRefusal(t('copyFailed'))
    }
  }
  const icon = copied ? <Check className="text-success-icon" aria-hidden /> : <Copy aria-hidden />
  const label = copied ? `${t('copied')}: ${props.what}` : `${t('copy')}: ${props.what}`
  if (props.children) {
    return (
      <Button icon={icon} onPress={copy} size={props.size ?? 'sm'} aria-label={label}>
        {copied ? t('copied') : props.children}
      </Button>
    )
  }
  return (
    <IconButton label={label} onPress={copy} size={props.size ?? 'sm'}>
      {icon}
    </IconButton>
  )
}
