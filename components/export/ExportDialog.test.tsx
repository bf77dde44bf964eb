// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ExportDialog } from '@/components/export/ExportDialog'
import { renderInStudio } from '@/components/ui/render-for-test'
import { type ExportTexts, exportNoteIds } from '@/lib/domain/export/source'
import { messages } from '@/messages/index'

// jsdom has no CSS object; overlays of the component library escape ids with it.
vi.stubGlobal('CSS', { escape: (value: string) => value })
beforeEach(() => window.history.replaceState(null, '', '/endpoints/prices/yaml?dialog=export'))
afterEach(cleanup)

const texts: ExportTexts = {
  endpoint: { fileName: 'endpoint.yml', text: 'name: prices\nauth_mode: key\ntraffic:\n  blue: 100\n' },
  deployments: [
    {
      fileName: 'blue-deployment.yml',
      text: 'name: blue\nmodel: azureml:m:1\nenvironment: azureml:e:1\ncode_configuration:\n  code: src\n  scoring_script: score.py\ninstance_type: Standard_DS3_v2\n',
    },
  ],
  target: {},
}
const show = (extra: Partial<Parameters<typeof ExportDialog>[0]> = {}, locale: 'en' | 'de' = 'en') =>
  renderInStudio(<ExportDialog isOpen onOpenChange={() => undefined} texts={texts} {...extra} />, { locale })
const code = () => screen.getByRole('dialog').querySelector('pre')?.textContent ?? ''

it('shows every format with what must be known, the chosen one in the address', async () => {
  show({ folderHref: '/folder' })
  expect(code()).toContain('az ml online-endpoint create')
  expect(screen.getByText(/Uploaded when the script runs.*src/)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Download project folder' }).getAttribute('href')).toBe('/folder')
  fireEvent.click(screen.getByRole('tab', { name: 'Bicep' }))
  await waitFor(() => expect(code()).toContain("resource endpoint 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints"))
  expect(screen.getByText(/^Not compiled here/)).toBeTruthy()
  expect(new URLSearchParams(window.location.search).get('format')).toBe('bicep')
  const controls = screen.getByRole('tab', { name: 'Bicep' }).getAttribute('aria-controls') ?? ''
  expect(document.getElementById(controls)?.textContent).toContain('main.bicep')
})

it('says which file cannot be exported, and why', () => {
  show({ texts: { ...texts, deployments: [{ fileName: 'blue-deployment.yml', text: 'model: x' }] } })
  expect(screen.getByText(/blue-deployment\.yml: name is missing/)).toBeTruthy()
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Download all formats' }).disabled).toBe(true)
})

it('speaks German', () => {
  show({}, 'de')
  expect(screen.getByRole('dialog', { name: 'prices exportieren' })).toBeTruthy()
  expect(screen.getByRole('tab', { name: 'ARM-Vorlage' })).toBeTruthy()
})

it('has a sentence for every note', () => {
  for (const locale of ['en', 'de'] as const)
    expect(Object.keys(messages[locale].export.note).toSorted()).toEqual([...exportNoteIds].toSorted())
})
