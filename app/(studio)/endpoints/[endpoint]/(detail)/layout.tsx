import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import {
  cancelOperationAction,
  deleteDeploymentAction,
  deleteEndpointAction,
  readKeyAction,
  readTokenAction,
  redeployCodeAction,
  regenerateKeyAction,
  retryDeploymentAction,
  scaleDeploymentAction,
  setMirrorTrafficAction,
  setRunningAction,
  setTrafficAction,
  watchCodeAction,
} from '@/app/(studio)/endpoints/[endpoint]/actions'
import { EndpointFailure } from '@/components/overview/EndpointFailure'
import { EndpointFrame } from '@/components/overview/EndpointFrame'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import type { EndpointDetail } from '@/lib/queries/endpoint-detail'
import { loadEndpointDetail } from '@/lib/server/endpoint-detail'
import { requireSession } from '@/lib/server/session'

/** Header, tabs and the live read shared by all pages of an endpoint. */
export default async function EndpointLayout({ children, params }: { children: ReactNode; params: Promise<{ endpoint: string }> }) {
  await requireSession()
  const name = decodeURIComponent((await params).endpoint)
  const loaded = await load(name)
  if ('problem' in loaded) return <EndpointFailure name={name} problem={loaded.problem} />
  return (
    <EndpointFrame
      initial={loaded.detail}
      actions={{
        setTraffic: setTrafficAction,
        setMirrorTraffic: setMirrorTrafficAction,
        cancelOperation: cancelOperationAction,
        retryDeployment: retryDeploymentAction,
        scaleDeployment: scaleDeploymentAction,
        setRunning: setRunningAction,
        redeployCode: redeployCodeAction,
        watchCode: watchCodeAction,
        deleteEndpoint: deleteEndpointAction,
        deleteDeployment: deleteDeploymentAction,
        readKey: readKeyAction,
        readToken: readTokenAction,
        regenerateKey: regenerateKeyAction,
      }}
    >
      {children}
    </EndpointFrame>
  )
}

async function load(name: string): Promise<{ detail: EndpointDetail } | { problem: Problem }> {
  try {
    return { detail: await loadEndpointDetail(name) }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    if (error.status === 404) notFound()
    return { problem: error.problem }
  }
}
