/** What this computer has and lacks for running models, each finding with what to do about it. */
import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import type { ControlPlane } from '@/agent/control-plane'
import { findInterpreters, type Interpreter, supportedMinors } from '@/agent/environments/interpreters'
import { readUvEnvironment } from '@/agent/environments/package-index'
import { redactLine } from '@/agent/environments/redact'
import { findUv } from '@/agent/environments/uv'
import type { DoctorCheck, DoctorReport } from '@/lib/contract/scorepoint'
import type { HomeLayout } from '@/lib/domain/home-layout'

const gibibyte = 1024 ** 3
/** An environment with scikit-learn takes about 0.6 GiB; below this the next build may fail. */
const lowDiskBytes = 5 * gibibyte
const fullDiskBytes = gibibyte
const rememberMs = 60_000
const restoredShownMs = 7 * 24 * 3_600_000

interface DoctorDeps {
  layout: HomeLayout
  control: Pick<ControlPlane, 'routerReport' | 'routerProblem'>
  scoringPort: number
  version: string
  env: NodeJS.ProcessEnv
  /** What is wrong with the container engine. */
  engineChecks(): Promise<DoctorCheck[]>
}

function checkPython(found: readonly Interpreter[]): DoctorCheck {
  const title = 'Python'
  if (found.length === 0) {
    return {
      id: 'python',
      state: 'error',
      title,
      detail: 'No Python was found on the PATH or in pyenv.',
      fix: `Install Python ${supportedMinors[1]} (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@${supportedMinors[1]}).`,
    }
  }
  const names = [...new Set(found.map((interpreter) => interpreter.version))].join(', ')
  const usable = found.some((interpreter) => supportedMinors.some((minor) => minor === interpreter.minor))
  if (usable) return { id: 'python', state: 'ok', title, detail: `Found ${names}.` }
  return {
    id: 'python',
    state: 'warning',
    title,
    detail: `Found ${names}; the inference server supports ${supportedMinors.join(', ')}.`,
    fix: `Nothing to do while uv can fetch a Python; else install Python ${supportedMinors[1]}.`,
  }
}

function checkUv(layout: HomeLayout, env: NodeJS.ProcessEnv): DoctorCheck {
  const path = findUv(layout, env)
  return path
    ? { id: 'uv', state: 'ok', title: 'uv', detail: `Environments are built by ${path}.` }
    : {
        id: 'uv',
        state: 'ok',
        title: 'uv',
        detail: 'Not installed; the first environment fetches it from your package index into the data folder.',
      }
}

/** A journal restored from a backup is said for a week: what was done after that copy has to be done again. */
function checkAgent(layout: HomeLayout, version: string): DoctorCheck {
  const detail = `Version ${version}, process ${process.pid}, Node ${process.versions.node}.`
  const restored = readRestored(layout)
  if (restored === undefined || Date.now() - Date.parse(restored.at) > restoredShownMs)
    return { id: 'agent', state: 'ok', title: 'Agent', detail }
  const fix = 'Look through your endpoints: what was changed after that time has to be done again.'
  return { id: 'agent', state: 'warning', title: 'Agent', detail: `${detail} ${restored.sentence}`, fix }
}

function readRestored(layout: HomeLayout): { at: string; sentence: string } | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(layout.journalRestored, 'utf8'))
    if (typeof found !== 'object' || found === null || !('at' in found) || !('sentence' in found)) return undefined
    return { at: String(found.at), sentence: String(found.sentence) }
  } catch {
    return undefined // nothing was ever restored
  }
}

function checkRouter(control: DoctorDeps['control'], scoringPort: number): DoctorCheck {
  const report = control.routerReport()
  return report
    ? { id: 'router', state: 'ok', title: 'Router', detail: `Process ${report.pid} serves http://127.0.0.1:${scoringPort}.` }
    : {
        id: 'router',
        state: 'error',
        title: 'Router',
        detail: control.routerProblem()?.message ?? `No router answers for port ${scoringPort}, so nothing can be scored.`,
        fix: `It is started again by itself. If this stays, see logs/router.log in the data folder and whether another program holds port ${scoringPort}.`,
      }
}

async function checkDisk(layout: HomeLayout): Promise<DoctorCheck> {
  const { bavail, bsize } = await statfs(layout.home)
  const free = bavail * bsize
  const detail = `${(free / gibibyte).toFixed(1)} GiB free for ${layout.home}.`
  const fix = 'Delete environments or models you no longer need, or set SCOREPOINT_HOME to a larger disk.'
  if (free < fullDiskBytes) return { id: 'disk', state: 'error', title: 'Disk', detail, fix }
  return free < lowDiskBytes
    ? { id: 'disk', state: 'warning', title: 'Disk', detail, fix }
    : { id: 'disk', state: 'ok', title: 'Disk', detail }
}

/** Where packages come from, as pip's own settings say; credentials in the address are not shown. */
async function checkIndex(found: readonly Interpreter[], env: NodeJS.ProcessEnv): Promise<DoctorCheck> {
  const title = 'Package index'
  const [first] = found
  if (!first) return { id: 'index', state: 'skipped', title, detail: 'Known once a Python is found.' }
  const settings = await readUvEnvironment(first.path, env)
  const address = settings.UV_DEFAULT_INDEX ?? settings.UV_INDEX_URL
  const detail = address ? `Packages come from ${redactLine(address)}, as your pip settings say.` : 'Packages come from PyPI.'
  return { id: 'index', state: 'ok', title, detail }
}

/** Looks at this computer when called; Pythons and pip's settings, which take a second, at most once a minute. */
export function createDoctor({ layout, control, scoringPort, version, env, engineChecks }: DoctorDeps): () => Promise<DoctorReport> {
  let slow: Promise<DoctorCheck[]> | undefined
  let slowUntil = 0
  function slowChecks(): Promise<DoctorCheck[]> {
    if (slow && performance.now() < slowUntil) return slow
    slowUntil = performance.now() + rememberMs
    slow = findInterpreters(env, join(layout.cache, 'python')).then(async (found) => [checkPython(found), await checkIndex(found, env)])
    // A failed look is told to whoever asked and not remembered.
    slow.catch(() => {
      slow = undefined
    })
    return slow
  }
  return async () => ({
    checks: [
      checkAgent(layout, version),
      checkRouter(control, scoringPort),
      ...(await slowChecks()),
      checkUv(layout, env),
      await checkDisk(layout),
      ...(await engineChecks()),
    ],
    agentVersion: version,
    home: layout.home,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  })
}
