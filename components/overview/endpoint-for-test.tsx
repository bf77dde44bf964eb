import type { ReactElement } from 'react'
import { vi } from 'vitest'
import type { EndpointActions } from '@/components/overview/endpoint-actions'
import { EndpointProvider } from '@/components/overview/endpoint-context'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { Locale } from '@/i18n/locales'
import type { JobView } from '@/lib/contract/job'
import { type DeploymentStatus, type OperationView, phaseNames } from '@/lib/contract/scorepoint'
import type { EndpointDetail } from '@/lib/queries/endpoint-detail'

const at = '2026-11-21T14:00:00.000Z'

/** A healthy deployment; what a test is about is given. */
export function aDeployment(given: Partial<DeploymentStatus> = {}): DeploymentStatus {
  return {
    name: 'blue',
    provisioningState: 'Succeeded',
    health: 'Healthy',
    stopped: false,
    runtime: 'process',
    model: 'diabetes:6',
    environment: 'diabetes-env:1',
    instanceType: 'Standard_DS3_v2',
    instanceCount: 1,
    readyInstances: 1,
    instances: [],
    deviations: [],
    createdAt: at,
    modifiedAt: at,
    ...given,
  }
}

/** An operation that reached `running`; earlier phases took a second each. */
export function anOperation(running: (typeof phaseNames)[number], given: Partial<OperationView> = {}): OperationView {
  const reached = phaseNames.indexOf(running)
  const second = (n: number) => new Date(Date.parse(at) + n * 1000).toISOString()
  return {
    id: 'op-1',
    kind: 'create',
    endpoint: 'diabetes-risk',
    deployment: 'green',
    status: 'InProgress',
    startedAt: at,
    cancellable: true,
    phases: phaseNames.map((name, index) => {
      if (index < reached) return { name, state: 'succeeded', startedAt: second(index), endedAt: second(index + 1) }
      return index === reached ? { name, state: 'running', startedAt: second(index) } : { name, state: 'pending' }
    }),
    ...given,
  }
}

/** An endpoint with one healthy deployment and all traffic on it. */
export function anEndpoint(given: Partial<EndpointDetail> & { jobs?: JobView[] } = {}): EndpointDetail {
  return {
    name: 'diabetes-risk',
    tags: {},
    authMode: 'Key',
    provisioningState: 'Succeeded',
    scoringUri: 'http://127.0.0.1:7080/api/v1/endpoint/diabetes-risk/score',
    swaggerUri: 'http://127.0.0.1:7080/api/v1/endpoint/diabetes-risk/swagger.json',
    traffic: { blue: 100 },
    deployments: [aDeployment()],
    observed: { windowSeconds: 300, total: 0, perDeployment: {}, unrouted: {} },
    createdAt: at,
    modifiedAt: at,
    jobs: [],
    ...given,
  }
}

/** Actions that record and accept everything. */
export function acceptingActions(): { [Name in keyof EndpointActions]: ReturnType<typeof vi.fn<EndpointActions[Name]>> } {
  const begun = async () => ({ ok: true as const, value: { operationId: 'op-2' } })
  return {
    setTraffic: vi.fn(begun),
    setMirrorTraffic: vi.fn(begun),
    cancelOperation: vi.fn(async () => ({ ok: true as const, value: null })),
    retryDeployment: vi.fn(begun),
    scaleDeployment: vi.fn(begun),
    setRunning: vi.fn(begun),
    redeployCode: vi.fn(begun),
    watchCode: vi.fn(async () => ({ ok: true as const, value: null })),
    deleteEndpoint: vi.fn(begun),
    deleteDeployment: vi.fn(begun),
    readToken: vi.fn(async () => ({
      ok: true as const,
      value: { accessToken: 'a.signed.token', expiryTimeUtc: 4_000_000_000, refreshAfterTimeUtc: 3_999_998_200, tokenType: 'Bearer' },
    })),
    readKey: vi.fn(async ({ key }) => ({ ok: true as const, value: { key: key === 'Primary' ? 'first-key' : 'second-key' } })),
    regenerateKey: vi.fn(begun),
  }
}

/** Renders part of an endpoint's page. The read behind it answers what `current` gives at that moment. */
export function renderOnEndpoint(
  element: ReactElement,
  detail: EndpointDetail,
  options: { locale?: Locale; actions?: EndpointActions; fetch?: (path: string, init?: RequestInit) => Promise<Response> } = {},
) {
  const live = { current: detail }
  // jsdom has no CSS object; react-aria escapes ids with it when a dialog opens.
  vi.stubGlobal('CSS', { escape: (text: string) => text })
  vi.stubGlobal(
    'fetch',
    options.fetch ??
      vi.fn(async (path: string) =>
        Response.json(path.endsWith('/invocations') ? { invocations: [] } : path.startsWith('/api/drafts') ? { drafts: [] } : live.current),
      ),
  )
  const actions = options.actions ?? acceptingActions()
  const page = renderInStudio(
    <EndpointProvider initial={detail} actions={actions}>
      {element}
    </EndpointProvider>,
    options.locale ? { locale: options.locale } : {},
  )
  return { ...page, live, refresh: () => page.client.invalidateQueries() }
}
