// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react'
import { run } from 'axe-core'
import type { ReactElement } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { DeleteEntryDialog, NameDialog } from '@/components/projects/EntryDialogs'
import { FileFault } from '@/components/projects/FileFault'
import { PlaceDialog } from '@/components/projects/PlaceDialog'
import { ProjectMissing } from '@/components/projects/ProjectMissing'
import { ProjectTable } from '@/components/projects/ProjectTable'
import { ProjectView } from '@/components/projects/ProjectView'
import { renderInStudio } from '@/components/ui/render-for-test'
import { locales } from '@/i18n/locales'
import type { Problem } from '@/lib/problems/problem'

// jsdom has no CSS object; overlays of the component library escape ids with it.
vi.stubGlobal('CSS', { escape: (value: string) => value })
vi.stubGlobal('fetch', async () => Response.json({ endpoints: [] }))
afterEach(cleanup)

const nothing = () => undefined
const problem: Problem = { code: 'Studio.ProjectFileDenied', message: 'score.py may not be read.', origin: 'input', retryable: false }
const never = () => Promise.resolve({ ok: false as const, problem })
const listActions = { open: never, forget: never, copySample: never, create: never, importEndpoint: never }
const actions = { deploy: never, readLive: never, makeFolder: never, renameEntry: never, removeEntry: never }
const project = { id: 'a', name: 'house', folder: '/home/anna/house', openedAt: '2026-11-01T10:00:00Z', documents: [] }
const place = { samples: [], projectsHome: '/home/anna/projects', actions: listActions, onClose: nothing, onDone: nothing }

const views: [string, () => ReactElement][] = [
  ['copy of a sample', () => <PlaceDialog {...place} job={{ job: 'copy', sample: 'echo' }} />],
  ['new project', () => <PlaceDialog {...place} job={{ job: 'new' }} />],
  ['import', () => <PlaceDialog {...place} job={{ job: 'import', endpoint: '', deployment: '' }} />],
  ['new file', () => <NameDialog job={{ job: 'file', below: 'src' }} run={async () => problem} onClose={nothing} />],
  ['delete', () => <DeleteEntryDialog path="src" isFolder run={async () => problem} onClose={nothing} />],
  ['a file that may not be read', () => <FileFault path="src/score.py" problem={problem} onAgain={nothing} onClose={nothing} />],
  ['a project that is not in the list', () => <ProjectMissing />],
  [
    'a folder that is gone',
    () => <ProjectView project={{ ...project, missing: 'It does not exist.' }} isReadOnly={false} actions={actions} />,
  ],
  [
    'the list',
    () => (
      <ProjectTable
        projects={[
          project,
          { ...project, id: 'b', missing: 'It does not exist.' },
          { ...project, id: 'c', documents: [{ kind: 'deployment', path: 'blue.yml', name: 'blue' }] },
        ]}
        onForget={nothing}
      />
    ),
  ],
]

// Colours need a browser: the journeys look at those.
it.each(views)('%s has no accessibility fault', async (_name, view) => {
  renderInStudio(view())
  const { violations } = await run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } })
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
})

it.each([
  ['Studio.ProjectFileTooLarge', 'big.csv is too large for the editor', 'big.csv ist zu groß für den Editor'],
  ['Studio.ProjectFileNotText', 'big.csv is no UTF-8 text', 'big.csv ist kein UTF-8-Text'],
  ['Studio.ProjectFileMissing', 'big.csv is not in the folder', 'big.csv liegt nicht im Ordner'],
])('%s is said in the language of the reader, with a way on', (code, ...titles) => {
  for (const [index, locale] of locales.entries()) {
    renderInStudio(<FileFault path="data/big.csv" problem={{ ...problem, code }} onAgain={nothing} onClose={nothing} />, { locale })
    expect(screen.getByText(titles[index] ?? '')).toBeTruthy()
    expect(screen.getByRole('button', { name: ['Close', 'Schließen'][index] })).toBeTruthy()
    cleanup()
  }
})
