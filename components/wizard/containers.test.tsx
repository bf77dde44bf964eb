// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { quotaAnswer } from '@/components/quota/quota-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'
import { DeploymentWizard } from '@/components/wizard/DeploymentWizard'

const text = `name: blue
endpoint_name: e
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
instance_type: Standard_DS3_v2
`
const search = vi.hoisted(() => ({ value: new URLSearchParams() }))
vi.mock('next/navigation', async (load) => ({
  ...(await load<typeof import('next/navigation')>()),
  useSearchParams: () => search.value,
  useRouter: () => ({ push: vi.fn(), replace: vi.fn(), prefetch: vi.fn() }),
}))

const engine = {
  state: 'unavailable',
  engine: { address: 'unix:///var/run/docker.sock', source: 'default' },
  doctor: [{ id: 'docker', state: 'error', title: 'Docker', detail: 'The engine is stopped.', fix: 'sudo systemctl start docker' }],
  localModeContainers: [],
}
const only = vi.hoisted(() => ({ runtime: undefined as 'docker' | undefined }))
const registered = { name: 'env', version: '1', properties: { build: { contextUri: 'u' } }, files: [], fileCount: 0 }
beforeEach(() => {
  vi.stubGlobal('CSS', { escape: (value: string) => value })
  vi.stubGlobal('fetch', async (input: string) => {
    if (input === '/api/engine') return Response.json({ ...engine, onlyRuntime: only.runtime })
    if (input === '/api/registered/environments/env/versions/1?ifThere') return Response.json(registered)
    return quotaAnswer(input) ?? Response.json({ assets: [], drafts: [] })
  })
})
afterEach(() => {
  only.runtime = undefined
  cleanup()
  vi.unstubAllGlobals()
})
const yaml = () => (screen.getByRole('textbox', { name: 'Deployment YAML' }) as HTMLTextAreaElement).value
const type = (name: string | RegExp, value: string) => fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } })
const choose = (name: string) => fireEvent.click(screen.getByRole('radio', { name }))

function show(step: string, initial = text) {
  search.value = new URLSearchParams({ step })
  renderInStudio(
    <DeploymentWizard
      endpoint="e"
      existing={[]}
      traffic={{}}
      initial={{ text: initial, baseDir: undefined, sendAllTraffic: true, sampleRequest: undefined }}
      deploy={vi.fn()}
    />,
  )
}

describe('a container with its own server', () => {
  it('is described by image, routes and mount path; code is not asked for', async () => {
    show('code')
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Base image' })).not.toHaveProperty('disabled', true))
    choose("The container's own server")
    fireEvent.change(screen.getByRole('combobox', { name: 'Image' }), { target: { value: 'team/server:1' } })
    type('Scoring: path', '/predict')
    type('Model mount path', '/models')
    await waitFor(() =>
      expect(parse(yaml())).toMatchObject({
        environment: {
          image: 'team/server:1',
          inference_config: { liveness_route: { port: 5001, path: '/' }, scoring_route: { port: 5001, path: '/predict' } },
        },
        model_mount_path: '/models',
      }),
    )
    expect(screen.queryByRole('button', { name: /Generate score.py/ })).toBeNull()
    choose('A scoring script')
    await waitFor(() => expect(yaml()).not.toContain('inference_config'))
    expect(yaml()).not.toContain('model_mount_path')
    expect(yaml()).toContain('image: team/server:1')
  })
})

it('says that an agent which runs containers only runs this one so, too', async () => {
  only.runtime = 'docker'
  show('code', text.replace('latest\n', 'latest\n  conda_file: conda.yaml\n'))
  expect(await screen.findByText(/started with this runtime only/)).toBeTruthy()
})

describe('a Dockerfile', () => {
  it('is a folder of this computer, and runs in Docker for that reason', async () => {
    show('code')
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Base image' })).not.toHaveProperty('disabled', true))
    choose('Dockerfile')
    type('Build folder', '/home/me/docker')
    type('Dockerfile', 'inference/Dockerfile')
    await waitFor(() =>
      expect(parse(yaml()).environment).toEqual({ build: { path: '/home/me/docker', dockerfile_path: 'inference/Dockerfile' } }),
    )
    expect(screen.getByText(/built from a Dockerfile/)).toBeTruthy()
  })
})

describe('the runtime', () => {
  const conda = text.replace('instance_type', '  conda_file: conda.yaml\ninstance_type')
  it('is chosen by a property, kept in the YAML, and taken back by Automatic', async () => {
    show('code', conda)
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Conda file' })).not.toHaveProperty('disabled', true))
    expect(screen.getByRole('radio', { name: 'Automatic: Process' })).toBeTruthy()
    choose('Docker')
    await waitFor(() => expect(parse(yaml()).properties).toEqual({ 'scorepoint.runtime': 'docker' }))
    choose('Automatic: Process')
    await waitFor(() => expect(yaml()).not.toContain('properties'))
  })
  it('says on Review where and why, and what is wrong with the engine', async () => {
    show('review', text.replace(/ {2}image.*/, '  image: team/server:1'))
    expect(screen.getByText(/Chosen because there is an image and no conda file/)).toBeTruthy()
    expect((await screen.findByRole('status')).textContent).toContain('sudo systemctl start docker')
    expect(screen.getByText(/az ml online-deployment create/)).toBeTruthy()
  })
  it('of a registered environment comes from what that is made of', async () => {
    show('review', text.replace(/environment:\n {2}image.*/, 'environment: azureml:env:1'))
    expect(await screen.findByText(/built from a Dockerfile/)).toBeTruthy()
  })
})
