'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { showProblem, showUndo } from '@/components/ui/toast'
import type { ChecksRequest } from '@/lib/contract/checks'
import type { FileRepair, RepairedFile } from '@/lib/contract/file-repair'
import { type Finding, shortPath } from '@/lib/contract/finding'
import type { Result } from '@/lib/problems/problem'

/** Writing repairs into the files a document names. */
export interface FileRepairs {
  repair: (input: { document: ChecksRequest; repair: FileRepair }) => Promise<Result<RepairedFile>>
  undo: (input: { repaired: RepairedFile; baseDir?: string }) => Promise<Result<null>>
}

/** Carries out repairs of what was found in other files than the document: one at a time, each can be taken back. */
export function useFileRepair(document: ChecksRequest, files: FileRepairs | undefined) {
  const t = useTranslations('wizard.fileRepair')
  const client = useQueryClient()
  const isBusy = useRef(false)
  const { baseDir } = document
  const lookAgain = () => client.invalidateQueries({ queryKey: ['checks'] })

  async function undo(repaired: RepairedFile) {
    const result = await files?.undo({ repaired, ...(baseDir ? { baseDir } : {}) })
    if (result && !result.ok) showProblem(t('undoFailed', { file: shortPath(repaired.file) }), result.problem)
    await lookAgain()
  }
  async function carryOut(finding: Finding, index: number) {
    const chosen = finding.repairs?.[index]
    if (!files || !chosen || !finding.file || isBusy.current) return
    isBusy.current = true
    const file = shortPath(finding.file)
    const line = finding.line === undefined ? {} : { line: finding.line }
    try {
      const result = await files.repair({ document, repair: { rule: finding.rule, file: finding.file, label: chosen.label, ...line } })
      if (!result.ok) return showProblem(t('failed', { file }), result.problem)
      showUndo(t(result.value.isUpload ? 'writtenUpload' : 'written', { file }), {
        label: t('undo'),
        onUndo: () => void undo(result.value),
      })
    } finally {
      isBusy.current = false
      await lookAgain()
    }
  }
  return files ? (finding: Finding, index: number) => void carryOut(finding, index) : undefined
}
