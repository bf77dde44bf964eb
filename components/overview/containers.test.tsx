// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { inOrder } from '@/components/overview/BuildSteps'
import { DeploymentDetail } from '@/components/overview/DeploymentDetail'
import { aDeployment, anEndpoint, anOperation, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import type { BuildStep, DeploymentStatus, PhaseState } from '@/lib/contract/scorepoint'

vi.mock('next/navigation', async (load) => ({
  ...(await load<typeof import('next/navigation')>()),
  useSearchParams: () => new URLSearchParams(),
  useRouter: () => ({ push: vi.fn(), replace: vi.fn(), prefetch: vi.fn() }),
}))
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const at = '2026-11-21T14:00:00.000Z'
const later = '2026-11-21T14:00:04.200Z'
const steps: BuildStep[] = [
  { name: '[1/3] FROM base:1', startedAt: at, endedAt: at, cached: true, line: 1 },
  { name: '[2/3] RUN apt-get install -y curl', startedAt: at, endedAt: later, line: 2 },
  { name: '[3/3] RUN pip install nosuch==9', startedAt: later, line: 3 },
]

function show(part: Partial<DeploymentStatus>, locale: 'en' | 'de' = 'en') {
  const deployment = aDeployment({ runtime: 'docker', ...part })
  return renderOnEndpoint(<DeploymentDetail name="blue" />, anEndpoint({ deployments: [deployment] }), { locale })
}

function building(state: PhaseState, builtSteps: BuildStep[]): Partial<DeploymentStatus> {
  const operation = anOperation('BuildEnvironment', { deployment: 'blue', status: state === 'failed' ? 'Failed' : 'InProgress' })
  return {
    provisioningState: state === 'failed' ? 'Failed' : 'Creating',
    operation: {
      ...operation,
      phases: operation.phases.map((phase) =>
        phase.name === 'BuildEnvironment' ? { ...phase, state, steps: builtSteps, liveLine: 'Collecting nosuch==9' } : phase,
      ),
      ...(state === 'failed'
        ? {
            explanation: {
              code: 'ImageBuildFailure',
              rule: 'build-step',
              cause: 'The Dockerfile failed at RUN pip install nosuch==9.',
              fix: 'Correct the package.',
              decisiveLine: 'ERROR: No matching distribution found for nosuch==9',
              file: 'Dockerfile',
              line: 3,
            },
          }
        : {}),
    },
  }
}

describe('an image build', () => {
  it('shows its steps as they run, the newest line under the running one', () => {
    show(building('running', steps))
    const list = within(screen.getByRole('list', { name: 'Steps of the build' }))
    const [first, second, third] = list.getAllByRole('listitem')
    expect(first?.textContent).toContain('cached')
    expect(second?.textContent).toContain('4.2 s')
    expect(third?.textContent).toContain('Collecting nosuch==9')
    expect(third?.getAttribute('aria-current')).toBe('step')
  })
  it('names the failed step with its line, and the reason below it', () => {
    const [one, two, three] = steps
    if (!one || !two || !three) throw new Error('three steps')
    show(building('failed', [one, two, { ...three, endedAt: later, error: 'exit code: 1' }]))
    const list = within(screen.getByRole('list', { name: 'Steps of the build' }))
    expect(list.getAllByRole('listitem')[2]?.textContent).toContain('Dockerfile line 3')
    expect(list.getByText('exit code: 1')).toBeTruthy()
    expect(screen.getByText('ERROR: No matching distribution found for nosuch==9')).toBeTruthy()
    expect(screen.getByText('Dockerfile:3')).toBeTruthy()
  })
  it('folds its steps when it is done, and says which image stood in', () => {
    const operation = anOperation('Publish', { deployment: 'blue', status: 'Succeeded' })
    show({
      operation: {
        ...operation,
        phases: operation.phases.map((phase) => {
          if (phase.name === 'BuildEnvironment') return { ...phase, steps }
          return phase.name === 'ResolveEnvironment'
            ? { ...phase, notes: [{ code: 'image', image: 'mcr.example/base:1', used: 'local/base:2' }] }
            : phase
        }),
      },
    })
    expect(screen.getByText('3 steps, 1 from the cache').closest('details')).toHaveProperty('open', false)
    expect(screen.getByText('substituted base image: local/base:2')).toBeTruthy()
  })
})

it('puts the steps of a build in the order of the Dockerfile, however the builder began them', () => {
  const names = ['[3/3] RUN b', '[internal] load metadata', '[web 2/2] RUN w', 'exporting to image', '[2/3] RUN a', '[1/3] FROM x']
  expect(inOrder(names.map((name) => ({ name }))).map((step) => step.name)).toEqual([
    '[internal] load metadata',
    '[1/3] FROM x',
    '[2/3] RUN a',
    '[3/3] RUN b',
    '[web 2/2] RUN w',
    'exporting to image',
  ])
})

it('leads from an engine that is gone to the place that says how to bring it back', () => {
  show({
    health: 'Unknown',
    problem: {
      code: 'RuntimeUnavailable',
      message: 'The engine at unix:///var/run/docker.sock is stopped.',
      origin: 'runtime',
      retryable: true,
    },
  })
  expect(screen.getByText('The engine at unix:///var/run/docker.sock is stopped.')).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Docker settings' }).getAttribute('href')).toBe('/settings/docker')
})

describe('an instance in Docker', () => {
  const instance = {
    id: 'e.blue.1.0',
    state: 'Ready' as const,
    startedAt: at,
    restarts: 2,
    cpuPercent: 150,
    cores: 4,
    memoryBytes: 512 * 1024 ** 2,
    memoryLimitBytes: 1024 ** 3,
    container: { id: 'c0ffee', name: 'scorepoint-e.blue.1.0-0123agen', image: 'team/server:1', hostPort: 49153 },
    lastExit: { code: 137, signal: null, at, reason: 'OOMKilled' },
  }
  it('says what it uses of what it may, its container and port, and that memory ended it', () => {
    show({ instances: [instance], runtimeReason: 'inferenceConfig' })
    expect(screen.getByText('150% of 4 cores')).toBeTruthy()
    expect(screen.getByText('512 of 1,024 MiB')).toBeTruthy()
    expect(screen.getByText('scorepoint-e.blue.1.0-0123agen')).toBeTruthy()
    expect(screen.getByText(/127\.0\.0\.1:49153/)).toBeTruthy()
    expect(screen.getByText('out of memory (OOMKilled)')).toBeTruthy()
    expect(screen.getByText(/container brings its own server/)).toBeTruthy()
  })
  it('is said in German too', () => {
    show({ instances: [instance], runtimeReason: 'build' }, 'de')
    expect(screen.getByText('Speicher reichte nicht (OOMKilled)')).toBeTruthy()
    expect(screen.getByText(/aus einem Dockerfile entsteht/)).toBeTruthy()
  })
})
