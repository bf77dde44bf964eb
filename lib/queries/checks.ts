'use client'

import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { ChecksAnswer, ChecksRequest, ModelJoin } from '@/lib/contract/checks'
import type { Finding } from '@/lib/contract/finding'
import { ProblemError } from '@/lib/problems/problem'
import { problemFromBody } from '@/lib/queries/fetch-json'

/** Nobody reads while typing. */
const debounceMs = 300
/** How soon an edit on the disk (another editor, git) shows; only while the page is looked at. */
const lookAgainMs = 450

/**
 * All checks of a document and the files it names; asked again and again where files of this computer matter, while `looksAgain` says so.
 * It is asked with every answer and every render.
 */
export const checksQuery = (request: ChecksRequest | undefined, looksAgain: () => boolean = always) =>
  queryOptions({
    queryKey: ['checks', request],
    queryFn: async ({ signal }): Promise<ChecksAnswer> => {
      const response = await fetch('/api/checks', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(request),
        signal,
      })
      const body: unknown = await response.json().catch(() => undefined)
      if (!response.ok) throw new ProblemError(problemFromBody(body, response.status), response.status)
      return readAnswer(body)
    },
    enabled: request !== undefined,
    staleTime: lookAgainMs,
    gcTime: 10_000,
    refetchInterval: ({ state }) => (state.data?.looksAtFiles && looksAgain() ? lookAgainMs : false),
    retry: false,
    // What was found last stays in sight until the next answer is there.
    placeholderData: keepPreviousData,
  })

const always = () => true

function readAnswer(body: unknown): ChecksAnswer {
  const { findings, looksAtFiles, joins } = (typeof body === 'object' && body !== null ? body : {}) as Partial<ChecksAnswer>
  return {
    findings: Array.isArray(findings) ? findings : [],
    looksAtFiles: looksAtFiles === true,
    joins: Array.isArray(joins) ? joins : [],
  }
}

type Loose<T> = { [K in keyof T]: T[K] | undefined }

/** The request without what is not known; the same document gives the same request. */
export function checksRequest({
  kind,
  text,
  baseDir,
  endpoint,
  overlays,
}: Loose<ChecksRequest> & Pick<ChecksRequest, 'kind' | 'text'>): ChecksRequest {
  return { kind, text, ...(baseDir ? { baseDir } : {}), ...(endpoint ? { endpoint } : {}), ...(overlays ? { overlays } : {}) }
}

export interface Checks {
  /** Found for exactly the document given; undefined while the answer is under way. */
  findings: Finding[] | undefined
  /** Found for the document as it was a moment ago, in the files beside it: these positions still hold. */
  inFiles: Finding[]
  /** What the scripts join to AZUREML_MODEL_DIR, as of the last answer. */
  joins: readonly ModelJoin[]
}

/**
 * Checks a document as it is edited, 300 ms after the last change, and again when the files it names change, while `looksAgain` says so.
 * Pass a stable `overlays`.
 */
export function useChecks(request: ChecksRequest | undefined, looksAgain?: () => boolean): Checks {
  const { kind, text, baseDir, endpoint, overlays } = request ?? {}
  const wanted = useMemo(
    () => (kind === undefined || text === undefined ? undefined : checksRequest({ kind, text, baseDir, endpoint, overlays })),
    [kind, text, baseDir, endpoint, overlays],
  )
  const [asked, setAsked] = useState(wanted)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), debounceMs)
    return () => clearTimeout(timer)
  }, [wanted])
  const { data, isPlaceholderData } = useQuery(checksQuery(asked, looksAgain))
  return useMemo(
    () => ({
      findings: asked === wanted && !isPlaceholderData ? data?.findings : undefined,
      joins: data?.joins ?? [],
      inFiles: (data?.findings ?? []).filter((finding) => finding.file !== undefined),
    }),
    [asked, wanted, data, isPlaceholderData],
  )
}
