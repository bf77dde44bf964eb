// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { quotaAnswer } from '@/components/quota/quota-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'
import { type DeployInput, DeploymentWizard } from '@/components/wizard/DeploymentWizard'
import type { FileRepairs } from '@/components/wizard/use-file-repair'
import type { Finding } from '@/lib/contract/finding'
import type { JobView } from '@/lib/contract/job'
import type { Result } from '@/lib/problems/problem'

// jsdom has no CSS object; overlays of the component library escape ids with it.
vi.stubGlobal('CSS', { escape: (value: string) => value })

const text = `# kept
name: blue
endpoint_name: diabetes
code_configuration:
  code: /home/me/code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
  conda_file: /home/me/conda.yaml
instance_type: Standard_DS3_v2
instance_count: 1
`
const job: JobView = { id: 'j', endpoint: 'diabetes', deployment: 'blue', state: 'Queued', createdAt: '', updatedAt: '' }
const deploy = vi.fn(async (_input: DeployInput): Promise<Result<JobView>> => ({ ok: true, value: job }))
const search = vi.hoisted(() => ({ value: new URLSearchParams(), push: vi.fn() }))
vi.mock('next/navigation', async (load) => ({
  ...(await load<typeof import('next/navigation')>()),
  useSearchParams: () => search.value,
  useRouter: () => ({ push: search.push, replace: vi.fn(), prefetch: vi.fn() }),
}))

/** What the studio answers on a computer with nothing on it. */
const emptyAnswer = (path: string) =>
  Response.json(path.startsWith('/api/files/model') ? { files: [], fileCount: 0, totalBytes: 0 } : { assets: [], drafts: [] })

function show(step: string, initialText = text, locale: 'en' | 'de' = 'en', files?: FileRepairs) {
  search.value = new URLSearchParams(step === '' ? {} : { step })
  return renderInStudio(
    <DeploymentWizard
      endpoint="diabetes"
      existing={[]}
      traffic={{}}
      initial={{ text: initialText, baseDir: undefined, sendAllTraffic: true, sampleRequest: undefined }}
      deploy={deploy}
      {...(files ? { files } : {})}
    />,
    { locale },
  )
}
beforeEach(() => {
  vi.stubGlobal('fetch', async (path: string) => quotaAnswer(path) ?? emptyAnswer(path))
  deploy.mockClear()
  search.push.mockClear()
})
afterEach(cleanup)
const yaml = () => (screen.getByRole('textbox', { name: 'Deployment YAML' }) as HTMLTextAreaElement).value

describe('form and YAML are one document', () => {
  it('writes a field into the YAML and keeps comments', async () => {
    show('model')
    fireEvent.change(screen.getByRole('textbox', { name: /Deployment name/ }), { target: { value: 'green' } })
    await waitFor(() => expect(yaml()).toBe(text.replace('name: blue', 'name: green')))
  })
  it('reads a field from edited YAML, and locks the form while the text does not parse', async () => {
    show('model')
    const area = screen.getByRole('textbox', { name: 'Deployment YAML' })
    fireEvent.change(area, { target: { value: text.replace('name: blue', 'name: canary') } })
    await waitFor(() => expect(screen.getByRole('textbox', { name: /Deployment name/ })).toHaveProperty('value', 'canary'))
    fireEvent.change(area, { target: { value: 'name: [' } })
    await waitFor(() => expect(screen.getByRole('textbox', { name: /Deployment name/ })).toHaveProperty('disabled', true))
    expect(yaml()).toBe('name: [')
    // The last state that could be read stays in sight, and the fault is one press away.
    expect(screen.getByRole('textbox', { name: /Deployment name/ })).toHaveProperty('value', 'canary')
    fireEvent.change(area, { target: { value: 'name: green\nmodel: [\nx: 1\n' } })
    fireEvent.click(await screen.findByRole('button', { name: 'Jump to error' }))
    await waitFor(() => expect(document.activeElement).toBe(area))
    fireEvent.change(area, { target: { value: text } })
    await waitFor(() => expect(screen.getByRole('textbox', { name: /Deployment name/ })).toHaveProperty('value', 'blue'))
  })
  it('writes a repair of another file there by one click, not into the text', async () => {
    const finding: Finding = {
      path: ['code_configuration', 'scoring_script'],
      severity: 'warning',
      rule: 'script-model-path',
      message: '"model.pkl" does not exist below AZUREML_MODEL_DIR.',
      file: '/home/me/code/score.py',
      line: 4,
      repairs: [{ label: 'Write it', edits: [{ offset: 0, length: 1, text: 'x' }] }],
    }
    vi.stubGlobal('fetch', async (path: string) =>
      path === '/api/checks' ? Response.json({ findings: [finding], looksAtFiles: true }) : (quotaAnswer(path) ?? emptyAnswer(path)),
    )
    const repaired = { file: '/home/me/code/score.py', before: 'a', hash: 'h' }
    const files = {
      repair: vi.fn(async () => ({ ok: true as const, value: repaired })),
      undo: vi.fn(async () => ({ ok: true as const, value: null })),
    }
    show('model', text, 'en', files)
    fireEvent.click(await screen.findByRole('button', { name: 'Write it' }))
    await waitFor(() =>
      expect(files.repair).toHaveBeenCalledWith({
        document: { kind: 'deployment', text, endpoint: 'diabetes' },
        repair: { rule: 'script-model-path', file: '/home/me/code/score.py', label: 'Write it', line: 4 },
      }),
    )
    expect(yaml()).toBe(text)
  })
  it('names what no field shows, and keeps it', async () => {
    const written = text.replace('instance_type', 'model: {path: /home/me/m, version: 3}\ndata_collector: {enabled: "True"}\ninstance_type')
    show('model', written)
    expect(screen.getByText('Kept as written (1)')).toBeTruthy()
    expect(screen.getByText('model.version')).toBeTruthy()
    fireEvent.change(screen.getByRole('textbox', { name: /Deployment name/ }), { target: { value: 'green' } })
    await waitFor(() => expect(yaml()).toBe(written.replace('name: blue', 'name: green')))
  })
  it('takes over what was typed as YAML into fields with rows of their own', async () => {
    show('limits', `${text}environment_variables:\n  A: "1"\n`)
    const area = screen.getByRole('textbox', { name: 'Deployment YAML' })
    fireEvent.change(area, { target: { value: `${text}environment_variables:\n  A: "1"\n  B: two\n` } })
    await screen.findByDisplayValue('B')
    fireEvent.change(screen.getByDisplayValue('1'), { target: { value: '2' } })
    await waitFor(() => expect(yaml()).toBe(`${text}environment_variables:\n  A: "2"\n  B: two\n`))
  })
  it('keeps what is typed as a draft of the studio, and asks before leaving', async () => {
    const saved: { path: string; body: { name: string; ifRevision: number } }[] = []
    vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
      if (init?.method === 'PUT') saved.push({ path, body: JSON.parse(String(init.body)) })
      return quotaAnswer(path) ?? (init?.method === 'PUT' ? Response.json({ revision: saved.length }) : emptyAnswer(path))
    })
    show('model')
    fireEvent.change(screen.getByRole('textbox', { name: /Deployment name/ }), { target: { value: 'green' } })
    await screen.findByText('Draft saved')
    fireEvent.change(screen.getByRole('textbox', { name: /Deployment name/ }), { target: { value: 'canary' } })
    await waitFor(() =>
      expect(saved.map(({ body }) => [body.name, body.ifRevision])).toEqual([
        ['green', 0],
        ['canary', 1],
      ]),
    )
    expect(saved[0]?.path).toBe(saved[1]?.path)
    fireEvent.click(screen.getByRole('link', { name: 'Close' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Stay' }))
    expect(search.push).not.toHaveBeenCalled()
    fireEvent.click(screen.getByRole('link', { name: 'Close' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Keep draft' }))
    await waitFor(() => expect(search.push).toHaveBeenCalledWith('/endpoints/diabetes'))
  })
  it('writes nothing over what another tab saved, until one decides', async () => {
    const sent: { path: string; ifRevision: number }[] = []
    vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
      if (init?.method !== 'PUT') return quotaAnswer(path) ?? emptyAnswer(path)
      const { ifRevision } = JSON.parse(String(init.body))
      sent.push({ path, ifRevision })
      const error = { code: 'Studio.DraftChanged', message: 'changed', origin: 'input', retryable: false }
      return sent.length === 1 ? Response.json({ error }, { status: 409 }) : Response.json({ revision: 1 })
    })
    show('model')
    fireEvent.change(screen.getByRole('textbox', { name: /Deployment name/ }), { target: { value: 'green' } })
    await screen.findByText(/changed in another tab/)
    fireEvent.click(screen.getByRole('button', { name: /Keep mine/ }))
    await screen.findByText('Draft saved')
    expect(sent[1]?.ifRevision).toBe(0)
    expect(sent[1]?.path).not.toBe(sent[0]?.path)
  })
})

describe('an edit', () => {
  const edited = { deployment: 'blue', fingerprint: 'f1', liveText: text }
  function showEdit(step: string, initialText: string, share: { offersTraffic?: boolean; sendAllTraffic?: boolean } = {}) {
    search.value = new URLSearchParams({ step })
    return renderInStudio(
      <DeploymentWizard
        endpoint="diabetes"
        existing={[]}
        traffic={{}}
        initial={{ text: initialText, baseDir: undefined, sendAllTraffic: share.sendAllTraffic ?? false, sampleRequest: undefined }}
        offersTraffic={share.offersTraffic ?? false}
        edited={edited}
        deploy={deploy}
        changedAssets={async () => ({ ok: true, value: [{ field: 'code', state: 'changed' }] })}
        readLive={async () => ({ ok: true, value: { liveText: text.replace('Standard_DS3_v2', 'Standard_F4s_v2'), fingerprint: 'f2' } })}
      />,
    )
  }
  it('has a fixed name, no traffic step, and shows from and to', async () => {
    showEdit('review', text.replace('instance_count: 1', 'instance_count: 3'))
    expect(screen.queryByRole('button', { name: /Traffic/ })).toBeNull()
    expect(screen.getByText('instance_count').parentElement?.textContent).toContain('13')
    expect(await screen.findByText(/Code: the files differ/)).toBeTruthy()
    expect(screen.getByText(/az ml online-deployment update/)).toBeTruthy()
  })
  it('offers the traffic nobody has, as the first try was asked to', async () => {
    showEdit('traffic', text, { offersTraffic: true, sendAllTraffic: true })
    expect(screen.getByRole('checkbox', { name: /Send all traffic to blue/ })).toHaveProperty('checked', true)
    cleanup()
    showEdit('review', text, { offersTraffic: true, sendAllTraffic: true })
    fireEvent.click(screen.getByRole('button', { name: 'Apply changes' }))
    await waitFor(() => expect(deploy.mock.calls[0]?.[0]).toMatchObject({ deployment: 'blue', sendAllTraffic: true }))
  })
  it('sends the version it began from, and merges when the deployment changed meanwhile', async () => {
    deploy.mockResolvedValueOnce({
      ok: false,
      problem: { code: 'Studio.DeploymentChanged', message: 'changed', origin: 'input', retryable: false },
    })
    showEdit('review', text.replace('instance_count: 1', 'instance_count: 3'))
    fireEvent.click(screen.getByRole('button', { name: 'Apply changes' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Take this over, keep my changes' }))
    await waitFor(() => expect(yaml()).toContain('Standard_F4s_v2'))
    expect(yaml()).toContain('instance_count: 3')
    fireEvent.click(await screen.findByRole('button', { name: 'Apply changes' }))
    await waitFor(() => expect(deploy.mock.calls.map(([input]) => input.ifFingerprint)).toEqual(['f1', 'f2']))
    expect(deploy.mock.calls[1]?.[0]).toMatchObject({ deployment: 'blue', sendAllTraffic: false })
  })
})

describe('steps', () => {
  it('stops at a bad name, says the rule, and goes on when it is right', async () => {
    show('model', text.replace('name: blue', 'name: my_deployment'))
    fireEvent.click(screen.getByRole('button', { name: /^Next/ }))
    expect(await screen.findByRole('alert')).toBeTruthy()
    expect(search.push).not.toHaveBeenCalled()
    fireEvent.change(screen.getByRole('textbox', { name: /Deployment name/ }), { target: { value: 'blue' } })
    fireEvent.click(screen.getByRole('button', { name: /^Next/ }))
    await waitFor(() => expect(search.push).toHaveBeenCalledWith('?step=code'))
  })
  it('stops at the field whose key is misspelt, once', async () => {
    show('compute', text.replace('instance_type:', 'instance_typ:'))
    fireEvent.click(screen.getByRole('button', { name: /^Next/ }))
    const summary = await screen.findByRole('alert')
    expect(summary.querySelectorAll('li')).toHaveLength(1)
    expect(summary.textContent).toContain('Did you mean instance_type?')
    expect(search.push).not.toHaveBeenCalled()
  })
  it('says a rule in German to a German reader', async () => {
    show('model', text.replace('name: blue', 'name: my_deployment'), 'de')
    fireEvent.click(screen.getByRole('button', { name: /^Weiter/ }))
    expect((await screen.findByRole('alert')).textContent).toContain('erlaubt sind nur Buchstaben, Ziffern und Bindestriche')
  })
  it('shows what the disk says at Next', async () => {
    const finding: Finding = {
      path: ['code_configuration', 'scoring_script'],
      severity: 'error',
      rule: 'script-exists',
      message: 'there is no score.py',
      stage: 'files',
    }
    vi.stubGlobal(
      'fetch',
      async (path: string) =>
        quotaAnswer(path) ??
        Response.json(path === '/api/checks' ? { findings: [finding], looksAtFiles: true } : { assets: [], drafts: [] }),
    )
    show('code')
    fireEvent.click(screen.getByRole('button', { name: /^Next/ }))
    expect((await screen.findByRole('alert')).textContent).toContain('there is no score.py')
  })
})

describe('review', () => {
  it('shows values, the command and the reason for the traffic', async () => {
    show('review')
    expect(await screen.findByText(/az ml online-deployment create/)).toBeTruthy()
    expect(screen.getByText('5000')).toBeTruthy()
  })
  it('sends one job even when pressed twice, and goes to the endpoint', async () => {
    let finish: (result: Result<JobView>) => void = () => undefined
    deploy.mockImplementationOnce(() => new Promise((resolve) => (finish = resolve)))
    show('review')
    const button = screen.getByRole('button', { name: 'Deploy' })
    fireEvent.click(button)
    fireEvent.click(button)
    await waitFor(() => expect(deploy).toHaveBeenCalled())
    finish({ ok: true, value: job })
    await waitFor(() => expect(search.push).toHaveBeenCalledWith('/endpoints/diabetes/overview'))
    expect(new Set(deploy.mock.calls.map(([input]) => input.clientRequestId)).size).toBe(1)
    expect(deploy.mock.calls[0]?.[0]).toMatchObject({ deployment: 'blue', sendAllTraffic: true, deploymentYaml: text })
  })
  it('keeps everything when the studio refuses', async () => {
    deploy.mockResolvedValueOnce({
      ok: false,
      problem: { code: 'BadArgument', message: 'model.path: no such folder', origin: 'input', retryable: false },
    })
    show('review')
    fireEvent.click(screen.getByRole('button', { name: 'Deploy' }))
    expect((await screen.findByRole('alert')).textContent).toContain('no such folder')
    expect(yaml()).toBe(text)
  })
})
