// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { DockerSection } from '@/components/settings/DockerSection'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { EngineView } from '@/lib/contract/engine'
import type { ImageSettings } from '@/lib/contract/image-settings'
import type { Result } from '@/lib/problems/problem'

const stopped: EngineView = {
  state: 'unavailable',
  engine: { address: 'unix:///var/run/docker.sock', source: 'default' },
  doctor: [
    {
      id: 'docker',
      state: 'error',
      title: 'Engine',
      detail: 'The engine is stopped.',
      fix: 'Start it.',
      commands: ['sudo systemctl start docker'],
    },
  ],
  localModeContainers: [],
}
const ready: EngineView = {
  state: 'ready',
  engine: {
    address: 'unix:///run/user/1000/docker.sock',
    source: 'context',
    context: 'rootless',
    version: '20.10.24',
    apiVersion: '1.41',
    architecture: 'arm64',
    operatingSystem: 'linux',
    kind: 'docker',
    rootless: true,
    buildKit: true,
    cpus: 2,
    memoryBytes: 8 * 1024 ** 3,
  },
  doctor: [],
  localModeContainers: [
    {
      id: 'c1',
      name: 'prices.blue',
      endpoint: 'prices',
      deployment: 'blue',
      image: 'prices:blue',
      state: 'running',
      status: 'Up 3 minutes',
      createdAt: '2026-11-21T14:00:00.000Z',
      scoringUri: 'http://localhost:49160/score',
    },
  ],
  images: { policy: 'IfNotPresent', map: [], fixed: [] },
}
const save = vi.fn(async (input: ImageSettings): Promise<Result<ImageSettings>> => ({ ok: true, value: input }))

function show(view: EngineView, locale: 'en' | 'de' = 'en') {
  vi.stubGlobal('CSS', { escape: (text: string) => text })
  vi.stubGlobal('fetch', async () => Response.json(view))
  renderInStudio(<DockerSection save={save} />, { locale })
}
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  save.mockClear()
})

it('says what is wrong with the engine, with the command that mends it', async () => {
  show(stopped)
  expect(await screen.findByText('Not available')).toBeTruthy()
  expect(screen.getByText('sudo systemctl start docker')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Copy: Command' })).toBeTruthy()
  expect(screen.getByText('Known once the engine answers.')).toBeTruthy()
})

it('shows context, version and architecture, and containers of the official local mode without anything to do to them', async () => {
  show(ready)
  expect(await screen.findByText('docker context rootless')).toBeTruthy()
  expect(screen.getByText('20.10.24 (API 1.41)')).toBeTruthy()
  expect(screen.getByText('arm64 · linux')).toBeTruthy()
  const row = screen.getByText('prices / blue').closest('tr')
  expect(row?.querySelectorAll('button')).toHaveLength(1)
})

it('saves policy and image map, and refuses an entry without an image', async () => {
  show(ready)
  fireEvent.click(await screen.findByRole('radio', { name: /Never/ }))
  fireEvent.click(screen.getByRole('button', { name: 'Add an entry' }))
  const pattern = screen.getByRole('textbox', { name: 'Image asked for' })
  await waitFor(() => expect(pattern).toHaveProperty('readOnly', false))
  fireEvent.change(pattern, { target: { value: 'mcr.microsoft.com/azureml/*' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('An image name, for example my-base:1.')).toBeTruthy()
  expect(save).not.toHaveBeenCalled()
  fireEvent.change(screen.getByRole('textbox', { name: 'Image used instead' }), { target: { value: 'local-base:1' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(save).toHaveBeenCalledWith({ policy: 'Never', map: [{ pattern: 'mcr.microsoft.com/azureml/*', image: 'local-base:1' }] }),
  )
})

it('speaks German', async () => {
  show(stopped, 'de')
  expect(await screen.findByText('Nicht verfügbar')).toBeTruthy()
})
