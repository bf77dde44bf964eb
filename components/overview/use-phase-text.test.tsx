// @vitest-environment jsdom
import { cleanup } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { usePhaseText } from '@/components/overview/use-phase-text'
import { renderInStudio } from '@/components/ui/render-for-test'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { phaseText, startNote } from '@/lib/domain/phase-notes/phase-notes'

afterEach(cleanup)

/** One of every code: the record type fails to compile when one is missing. */
const one: { [Code in PhaseNote['code']]: Extract<PhaseNote, { code: Code }> } = {
  text: { code: 'text', text: 'as it is' },
  model: { code: 'model', name: 'iris:1' },
  script: { code: 'script', path: 'src/score.py' },
  advice: {
    code: 'advice',
    rule: 'worker-count',
    field: 'environment_variables.WORKER_COUNT',
    text: 'WORKER_COUNT does not fit.',
    values: { concurrency: 1, workers: 2, more: 'workers', number: 2 },
  },
  runtime: { code: 'runtime', runtime: 'docker', reason: 'build' },
  container: { code: 'container', container: '0123456789ab' },
  mlflow: { code: 'mlflow', flavors: 'sklearn' },
  environment: { code: 'environment', from: 'conda.yaml', python: '3.11', asked: '3.8', packages: 14, torch: 'cpu', same: true },
  image: { code: 'image', image: 'mcr.example/base:1', from: 'conda.yaml', packages: 14, used: 'base:2', same: true },
  reused: { code: 'reused', environment: '1a2b3c4d5e6f', ms: 3 },
  built: { code: 'built', ms: 12_340 },
  stagedModel: { code: 'stagedModel', bytes: 1_234_567 },
  stagedCode: { code: 'stagedCode', files: 4 },
  round: { code: 'round', round: 2, rounds: 5 },
  countFirst: { code: 'countFirst', from: 1, to: 3 },
  instances: { code: 'instances', count: 2, total: 2 },
  initRunning: { code: 'initRunning' },
  forked: { code: 'forked', environment: 'env 1a2b3c4d5e6f' },
  freshNoParent: { code: 'freshNoParent', environment: 'env 1a2b3c4d5e6f' },
  freshParentBusy: { code: 'freshParentBusy', environment: 'env 1a2b3c4d5e6f' },
  freshOff: { code: 'freshOff' },
  fresh: { code: 'fresh', reason: 'the code has threads' },
  ready: { code: 'ready', count: 2, total: 2 },
  replaced: { code: 'replaced', count: 1, total: 5 },
  routingTable: { code: 'routingTable', version: 1205 },
}
const notes = Object.values(one)

function said(locale: 'en' | 'de', phase: { message?: string; notes?: PhaseNote[] }): string {
  function Said() {
    return <p>{usePhaseText()(phase)}</p>
  }
  return renderInStudio(<Said />, { locale }).container.textContent ?? ''
}

it('says every note in English exactly as the message does', () => {
  for (const note of notes) expect(said('en', { notes: [note] })).toBe(phaseText([note]))
  for (const files of [0, 1])
    expect(said('en', { notes: [{ code: 'stagedCode', files }] })).toBe(phaseText([{ code: 'stagedCode', files }]))
})

it('says them in German, with German numbers', () => {
  const quoted: PhaseNote['code'][] = ['text', 'script']
  for (const note of notes) {
    // `2 von 2` aside, nothing German may be the English text.
    if (!quoted.includes(note.code)) expect(said('de', { notes: [note] })).not.toBe(phaseText([note]))
  }
  expect(said('de', { notes: [one.ready] })).toBe('2 von 2 bereit')
  expect(said('de', { notes: [one.stagedModel, one.stagedCode] })).toBe('Modell 1,2 MB · Code 4 Dateien')
  expect(said('de', { notes: [one.environment] })).toBe('unverändert: conda.yaml → Python 3.11 statt 3.8, 14 Pakete, PyTorch cpu')
})

it('quotes the message where there are no notes', () => {
  expect(said('de', { message: 'built long ago' })).toBe('built long ago')
  expect(said('de', {})).toBe('')
})

it('knows the way an instance was started from the sentence of its record', () => {
  for (const note of [one.forked, one.freshNoParent, one.freshParentBusy, one.freshOff, one.fresh]) {
    expect(startNote(phaseText([note]))).toEqual(note)
  }
  expect(startNote('by hand')).toEqual({ code: 'text', text: 'by hand' })
})
