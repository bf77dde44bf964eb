import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { ProblemError } from '@/lib/problems/problem'
import { loadEndpointDetail } from '@/lib/server/endpoint-detail'
import { requireSession } from '@/lib/server/session'

/**
 * Decides 404 above the loading page: below it the first bytes, and with them status 200, are out before anybody has looked.
 * Only for whole documents; navigation inside the studio must not wait for it and says the same a moment later.
 */
export default async function EndpointLayout({ children, params }: { children: ReactNode; params: Promise<{ endpoint: string }> }) {
  await requireSession()
  const destination = (await headers()).get('sec-fetch-dest')
  const isDocument = destination === null || destination === 'document'
  if (isDocument && (await isMissing(decodeURIComponent((await params).endpoint)))) notFound()
  return children
}

async function isMissing(endpoint: string): Promise<boolean> {
  try {
    await loadEndpointDetail(endpoint)
    return false
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    // Anything else, such as an agent that does not answer, is told by the page itself.
    return error.status === 404
  }
}
