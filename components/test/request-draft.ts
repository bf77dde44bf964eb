import { useCallback, useEffect, useState } from 'react'
import type { Example } from '@/lib/contract/example'
import { type Invocation, notKept, type StoredRequest } from '@/lib/contract/invoke'
import { newClientRequestId } from '@/lib/queries/client-request-id'

export interface HeaderRow {
  id: string
  name: string
  value: string
}

/** A file as the body: an image, or a text too long for the editor. */
export interface FileBody {
  name: string
  type: string
  bytes: number
  base64: string
}

/** What the person is writing. Credentials are no part of it: the studio adds them. */
export interface RequestDraft {
  body: string
  /** Sent instead of `body` when it is there. */
  file: FileBody | undefined
  contentType: string
  headers: HeaderRow[]
  query: string
  /** NaN: the deployment's own request timeout decides. */
  timeoutMs: number
}

export const jsonType = 'application/json'
export const clientRequestIdHeader = 'x-ms-client-request-id'

/** The draft as it is sent and kept. */
export function requestOf(draft: RequestDraft): StoredRequest {
  const headers = draft.headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value] as const)
  const contentType = draft.contentType.trim()
  return {
    headers: { ...(contentType === jsonType || contentType === '' ? {} : { 'content-type': contentType }), ...Object.fromEntries(headers) },
    encoding: draft.file ? 'base64' : 'text',
    body: draft.file ? draft.file.base64 : draft.body,
    query: draft.query.replace(/^\?/, ''),
    ...(Number.isInteger(draft.timeoutMs) ? { timeoutMs: draft.timeoutMs } : {}),
  }
}

/** A kept request as a draft. Values of credentials were not kept and come back empty. */
export function draftOf(stored: StoredRequest, fileName = 'body'): RequestDraft {
  const entries = Object.entries(stored.headers).filter(([name]) => name.toLowerCase() !== clientRequestIdHeader)
  const contentType = entries.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? jsonType
  const isFile = stored.encoding === 'base64'
  return {
    body: isFile ? '' : stored.body,
    file: isFile ? { name: fileName, type: contentType, bytes: byteCount(stored.body), base64: stored.body } : undefined,
    contentType,
    headers: entries
      .filter(([name]) => name.toLowerCase() !== 'content-type')
      .map(([name, value]) => ({ id: newClientRequestId(), name, value: value === notKept ? '' : value })),
    query: stored.query.replaceAll(encodeURIComponent(notKept), ''),
    timeoutMs: stored.timeoutMs ?? Number.NaN,
  }
}

/** How many bytes a base64 text holds. */
const byteCount = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4)

/** The request of a history entry; its body as far as the history's row has it. */
export function storedOf(entry: Invocation): StoredRequest {
  const { requestHeaders: headers, requestEncoding: encoding, requestBody: body, query, timeoutMs } = entry
  return { headers, encoding, body, query, ...(timeoutMs === undefined ? {} : { timeoutMs }) }
}

/** Whether the draft is still what the example says, so that its assertions may judge the answer. */
export function isSameRequest(draft: RequestDraft, example: Example): boolean {
  const { headers, encoding, body, query, timeoutMs } = example
  const saved = draftOf({ headers, encoding, body, query, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
  return JSON.stringify(requestOf(draft)) === JSON.stringify(requestOf(saved))
}

/** Bytes beyond this would make the page slow; a scoring body is a request, not an upload. */
export const maxFileBytes = 50 * 1024 * 1024

/** Reads a chosen or dropped file. Text in UTF-8 of a size the editor can show comes back as text. */
export async function readFile(file: File): Promise<{ text: string } | { file: FileBody }> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes.length <= editableBytes && !/^(image|audio|video)\//.test(file.type)) {
    try {
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
    } catch {
      // Not UTF-8: it goes as bytes.
    }
  }
  return { file: { name: file.name, type: file.type || 'application/octet-stream', bytes: bytes.length, base64: base64Of(bytes) } }
}

const editableBytes = 2 * 1024 * 1024
const piece = 0x8000

function base64Of(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += piece) binary += String.fromCharCode(...bytes.subarray(at, at + piece))
  return btoa(binary)
}

/** The draft of an endpoint. Its body survives leaving the page and reloading it, in this tab only; headers may be secret and do not. */
export function useRequestDraft(endpoint: string, initialBody: string): [RequestDraft, (change: Partial<RequestDraft>) => void] {
  const key = `scorepoint.test-body.${endpoint}`
  // Until something is written the body follows the sample, which arrives after the page and differs between deployments.
  const [isWritten, setWritten] = useState(false)
  const [draft, setDraft] = useState<RequestDraft>(() => ({
    body: '',
    file: undefined,
    contentType: jsonType,
    headers: [],
    query: '',
    timeoutMs: Number.NaN,
  }))
  useEffect(() => {
    const kept = sessionStorage.getItem(key)
    if (kept === null) return
    setWritten(true)
    setDraft((before) => ({ ...before, body: kept }))
  }, [key])
  const change = useCallback(
    (part: Partial<RequestDraft>) => {
      setDraft((before) => ({ ...before, ...part }))
      if (part.body === undefined) return
      setWritten(true)
      try {
        sessionStorage.setItem(key, part.body)
      } catch {
        // Storage is full: the body is on screen, it just does not survive a reload.
      }
    },
    [key],
  )
  return [isWritten ? draft : { ...draft, body: initialBody }, change]
}
