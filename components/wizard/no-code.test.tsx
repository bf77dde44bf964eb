// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { quotaAnswer } from '@/components/quota/quota-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'
import { DeploymentWizard } from '@/components/wizard/DeploymentWizard'
import type { ModelPreview } from '@/lib/contract/files'

const text =
  'name: blue\nendpoint_name: e\nenvironment:\n  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest\ninstance_type: Standard_DS3_v2\n'
const flow: ModelPreview = {
  path: '/home/me/flow',
  files: [{ path: 'flow/MLmodel', sizeBytes: 900 }],
  fileCount: 1,
  totalBytes: 900,
  mlflow: {
    folder: 'flow',
    environmentFrom: 'conda.yaml',
    flavors: ['python_function', 'sklearn'],
    hasPyfunc: true,
    pythonVersion: '3.11.7',
    condaFile: 'conda.yaml',
    pythonEnvFile: 'python_env.yaml',
    inputs: [{ name: 'age', type: 'double' }],
  },
}
const pickle: ModelPreview = {
  path: '/home/me/a.pkl',
  files: [{ path: 'a.pkl', sizeBytes: 10 }],
  fileCount: 1,
  totalBytes: 10,
  sklearnVersion: '1.7.0',
}
const uploads: { name: string | null; body: string }[] = []
const search = vi.hoisted(() => ({ value: new URLSearchParams() }))
vi.mock('next/navigation', async (load) => ({
  ...(await load<typeof import('next/navigation')>()),
  useSearchParams: () => search.value,
  useRouter: () => ({ push: vi.fn(), replace: vi.fn(), prefetch: vi.fn() }),
}))

/** jsdom's Blob cannot say its text. */
const textOf = (blob: Blob) =>
  new Promise<string>((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.readAsText(blob)
  })

beforeEach(() => {
  localStorage.clear()
  uploads.length = 0
  // The dialog asks for it; jsdom has none.
  vi.stubGlobal('CSS', { escape: (text: string) => text })
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const quota = quotaAnswer(input)
    if (quota) return quota
    if (input.startsWith('/api/files/model')) return Response.json(input.includes('flow') ? flow : pickle)
    if (input === '/api/registered/models/flow/versions/3?ifThere') {
      const files = [
        { path: 'model/MLmodel', sizeBytes: 9, sha256: '' },
        { path: 'model/model.pkl', sizeBytes: 1, sha256: '' },
      ]
      return Response.json({ name: 'flow', version: '3', type: 'mlflow_model', files, fileCount: 2, sizeBytes: 10 })
    }
    if (input.startsWith('/api/registered/models/flow/versions/3/file'))
      return Response.json({
        text: 'flavors:\n  python_function:\n    env: {conda: conda.yaml}\n  xgboost: {}\n',
        sizeBytes: 9,
        truncated: false,
      })
    if (input === '/api/uploads') {
      const body = init?.body instanceof Blob ? await textOf(init.body) : ''
      uploads.push({ name: new Headers(init?.headers).get('x-upload-name'), body })
      return Response.json({ path: '/up/onlinescoring/score.py', root: '/up/onlinescoring', sizeBytes: body.length }, { status: 201 })
    }
    return Response.json({ assets: [], drafts: [] })
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})
const yaml = () => (screen.getByRole('textbox', { name: 'Deployment YAML' }) as HTMLTextAreaElement).value

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

describe('a folder with MLmodel', () => {
  it('is deployed without code and environment, until a script is wanted', async () => {
    show('model')
    const field = await screen.findByRole('textbox', { name: /Model file or folder/ })
    await waitFor(() => expect(field).not.toHaveProperty('disabled', true))
    fireEvent.change(field, { target: { value: '/home/me/flow' } })
    expect(await screen.findByText('MLflow model: no code needed')).toBeTruthy()
    await waitFor(() => expect(yaml()).toContain('type: mlflow_model'))
    expect(yaml()).not.toContain('environment')
    expect(screen.getByText('age: double')).toBeTruthy()

    fireEvent.click(screen.getByRole('button', { name: 'Use my own scoring script' }))
    await waitFor(() => expect(yaml()).toContain('scoring_script: score.py'))
    expect(yaml()).not.toContain('mlflow_model')
    expect(yaml()).toContain('openmpi4.1.0')
  })

  it('says in the code step why nothing is asked there', async () => {
    show('code', 'name: blue\nendpoint_name: e\nmodel:\n  path: /home/me/flow\n  type: mlflow_model\n')
    expect(await screen.findByText('Code and environment come with the model')).toBeTruthy()
    expect(screen.queryByRole('textbox', { name: /Code folder/ })).toBeNull()
  })
})

describe('a registered MLflow model', () => {
  it('is known by its version: no code, no environment, its files shown', async () => {
    show('model', `${text}model: azureml:flow:3\n`)
    expect(await screen.findByText('MLflow model: no code needed')).toBeTruthy()
    await waitFor(() => expect(yaml()).not.toContain('environment'))
    expect(yaml()).toContain('model: azureml:flow:3')
    expect(screen.getByText('xgboost')).toBeTruthy()
    expect(screen.getByText('model/model.pkl')).toBeTruthy()
  })
})

describe('a generated script', () => {
  it('loads the chosen file, is stored as the code folder, and brings its conda file', async () => {
    show('code', `${text}model:\n  path: /home/me/a.pkl\n`)
    fireEvent.click(await screen.findByRole('button', { name: /Generate score.py/ }))
    const dialog = () => within(screen.getByRole('dialog'))
    const script = () => (dialog().getByRole('textbox', { name: 'score.py' }) as HTMLTextAreaElement).value
    await waitFor(() => expect(script()).toContain('"a.pkl"'))
    fireEvent.click(dialog().getByRole('button', { name: 'Use it' }))
    await waitFor(() => expect(yaml()).toContain('code: /up/onlinescoring'))
    expect(yaml()).toContain('scikit-learn==1.7.0')
    expect(uploads).toHaveLength(1)
    expect(decodeURIComponent(uploads[0]?.name ?? '')).toBe('onlinescoring/score.py')
    expect(uploads[0]?.body).toContain('joblib.load(path)')
  })
})
