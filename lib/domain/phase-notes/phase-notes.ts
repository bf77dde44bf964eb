/** The notes of a phase in English: what clients without words of their own show, and what the events log says. Pure. */
import type { PhaseNote } from '@/lib/contract/phase-note'
import type { RuntimeReason } from '@/lib/contract/runtime-choice'

const bytesText = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })

/** `1.2 MB`, two digits. */
export function roughBytes(bytes: number): { amount: number; unit: 'B' | 'KB' | 'MB' | 'GB' } {
  if (bytes < 1e3) return { amount: bytes, unit: 'B' }
  if (bytes < 1e6) return { amount: bytes / 1e3, unit: 'KB' }
  return bytes < 1e9 ? { amount: bytes / 1e6, unit: 'MB' } : { amount: bytes / 1e9, unit: 'GB' }
}

/** Why a deployment runs where it does. */
export const reasonTexts: Record<RuntimeReason, string> = {
  property: 'the property scorepoint.runtime says so',
  setting: 'the agent runs this way only',
  build: 'the environment is built from a Dockerfile',
  inferenceConfig: 'the container brings its own server',
  image: 'the environment is an image without a conda file',
  conda: 'the environment has a conda file',
  model: 'the model says what it needs',
}

function noteText(note: PhaseNote): string {
  switch (note.code) {
    case 'text':
      return note.text
    case 'advice':
      return note.place === undefined ? note.text : `${note.place}: ${note.text}`
    case 'model':
      return `model ${note.name}`
    case 'script':
      return note.path
    case 'runtime':
      return `${note.runtime === 'docker' ? 'in Docker' : 'as a process'}: ${reasonTexts[note.reason]}`
    case 'container':
      return `container ${note.container}`
    case 'mlflow':
      return `MLflow scoring (${note.flavors})`
    case 'environment': {
      const { from, python, asked, packages, torch, same } = note
      const instead = asked === undefined ? '' : ` instead of ${asked}`
      const text = `${from} → Python ${python}${instead}, ${packages} ${packages === 1 ? 'package' : 'packages'}${torch === undefined ? '' : `, PyTorch ${torch}`}`
      return same ? `unchanged: ${text}` : text
    }
    case 'image': {
      const { image, from, packages, used, same } = note
      const count = packages === undefined ? '' : `, ${packages} ${packages === 1 ? 'package' : 'packages'}`
      const text = `image ${image}${used === undefined ? '' : `, substituted by ${used}`}${from === undefined ? '' : ` with ${from}`}${count}`
      return same ? `unchanged: ${text}` : text
    }
    case 'reused':
      return `reused ${note.environment} in ${note.ms} ms`
    case 'built':
      return `built in ${(note.ms / 1000).toFixed(1)} s`
    case 'stagedModel': {
      const { amount, unit } = roughBytes(note.bytes)
      return `model ${bytesText.format(amount)} ${unit}`
    }
    case 'stagedCode':
      return note.files === 0 ? 'no code' : `code ${note.files} ${note.files === 1 ? 'file' : 'files'}`
    case 'round':
      return `round ${note.round} of ${note.rounds}`
    case 'countFirst':
      return `count first: ${note.from} → ${note.to} instances`
    case 'instances':
      return `${note.count} of ${note.total}`
    case 'initRunning':
      return 'init() running'
    case 'forked':
      return `forked from the warm parent of ${note.environment}`
    case 'freshNoParent':
      return `fresh process: there is no warm parent of ${note.environment} yet`
    case 'freshParentBusy':
      return `fresh process: the warm parent of ${note.environment} is still importing`
    case 'freshOff':
      return 'fresh process: warm parents are switched off'
    case 'fresh':
      return `fresh process: ${note.reason}`
    case 'ready':
      return `${note.count} of ${note.total} ready`
    case 'replaced':
      return `${note.count} of ${note.total} replaced`
    case 'routingTable':
      return `routing table ${note.version} live`
    default:
      return note satisfies never
  }
}

/** One line, e.g. `2 of 2 · forked from the warm parent of env 1a2b3c4d5e6f`. */
export function phaseText(notes: readonly PhaseNote[]): string {
  return notes.map(noteText).join(' · ')
}

const ways: readonly [RegExp, (name: string) => PhaseNote][] = [
  [/^forked from the warm parent of (.+)$/, (environment) => ({ code: 'forked', environment })],
  [/^fresh process: there is no warm parent of (.+) yet$/, (environment) => ({ code: 'freshNoParent', environment })],
  [/^fresh process: the warm parent of (.+) is still importing$/, (environment) => ({ code: 'freshParentBusy', environment })],
  [/^fresh process: warm parents are switched off$/, () => ({ code: 'freshOff' })],
  [/^container ([0-9a-f]{12})$/, (container) => ({ code: 'container', container })],
  [/^fresh process: (.+)$/s, (reason) => ({ code: 'fresh', reason })],
]

/** Which way an instance was started, from the sentence that its record on disk keeps. */
export function startNote(how: string): PhaseNote {
  for (const [pattern, note] of ways) {
    const found = pattern.exec(how)
    if (found) return note(found[1] ?? '')
  }
  return { code: 'text', text: how }
}
