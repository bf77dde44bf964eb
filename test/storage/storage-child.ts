/**
 * What a storage test does in a process of its own, because that process dies, or lives beside a file system of its own:
 * `upgrade <kind> <path> <microseconds>` kills itself that long after the upgrade began; `full <folder> <points> <seed>` and
 * `read-only <folder>` expect to be root of a mount namespace. The last line printed is a JSON result.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { createControlStore } from '@/agent/store/control-store'
import { openDatabase } from '@/agent/store/database'
import { backUpJournal, backupsOf } from '@/agent/store/journal-backups'
import { ProblemError } from '@/lib/problems/problem'
import { applyMigrations } from '@/server/migrations'
import { createChance } from '../faults/seed'

const [what, ...rest] = process.argv.slice(2)
const done = (result: unknown) => console.log(JSON.stringify(result))

/** A thread that kills this process, so that the moment may lie within a statement of the other thread. */
async function killAfter(microseconds: number): Promise<() => void> {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const source = `const { workerData: { gate, microseconds }, parentPort } = require('node:worker_threads')
parentPort.postMessage('ready')
Atomics.wait(gate, 0, 0)
const end = process.hrtime.bigint() + BigInt(microseconds) * 1000n
while (process.hrtime.bigint() < end);
process.kill(process.pid, 'SIGKILL')`
  const worker = new Worker(source, { eval: true, workerData: { gate, microseconds } })
  await new Promise((resolve) => worker.once('message', resolve))
  return () => {
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
  }
}

async function upgrade(kind = '', path = '', microseconds = '0'): Promise<void> {
  const start = microseconds === 'never' ? () => undefined : await killAfter(Number(microseconds))
  const from = process.hrtime.bigint()
  start()
  if (kind === 'agent') openDatabase(path).close()
  else applyMigrations(path)
  done({ microseconds: Number((process.hrtime.bigint() - from) / 1000n) })
  if (microseconds !== 'never') process.kill(process.pid, 'SIGKILL')
}

function mount(...options: string[]): void {
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mount ${options.join(' ')}: ${stderr}`)
}

/** What a call is refused with; undefined when it is not. */
function refusal(act: () => unknown): { status: number; code: string; message: string } | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (error instanceof ProblemError) return { status: error.status, code: error.problem.code, message: error.problem.message }
    throw error
  }
}

/** At each point the disk has room for some more bytes only; changes are made until one is refused. Says what was wrong. */
async function full(folder = '', points = '0', seed = '0'): Promise<void> {
  mount('-t', 'tmpfs', '-o', 'size=16m', 'scorepoint-test', folder)
  const chance = createChance(Number(seed))
  const path = join(folder, 'agent.db')
  const ballast = join(folder, 'ballast')
  const wrong: string[] = []
  let next = 0
  let refused = 0
  let db = openDatabase(path, (sentence) => wrong.push(sentence))
  for (let point = 0; point < Number(points); point++) {
    const store = createControlStore(db)
    const { bavail, bsize } = statfsSync(folder)
    const room = Math.floor(chance() * 64 * 1024)
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - room)))
    const write = () => store.commit(() => store.setMeta(`row-${next % 200}`, `${next} ${'x'.repeat(Math.floor(chance() * 9000))}`))
    let problem: ReturnType<typeof refusal>
    for (let tries = 0; !problem && tries < 200; tries++) {
      problem = refusal(write)
      if (!problem) next += 1
    }
    // A log that was begun anew has room in its own file for a while: then none is refused.
    if (problem && (problem.status !== 507 || problem.code !== 'Agent.JournalNotWritable'))
      wrong.push(`point ${point}: ${JSON.stringify(problem)}`)
    if (problem) refused += 1
    const readable = store.meta(`row-${(next - 1) % 200}`)?.startsWith(`${next - 1} `)
    if (next > 0 && !readable) wrong.push(`point ${point}: the change before is not readable`)
    // A copy for which there is no room leaves nothing behind.
    if (point % 8 === 0) {
      const before = backupsOf(path).length
      const made = await backUpJournal(db, path, Date.now() + point).then(
        () => 1,
        () => 0,
      )
      if (backupsOf(path).length > Math.min(3, before + made)) wrong.push(`point ${point}: half a backup is left`)
    }
    if (point % 4 === 1) db.close()
    rmSync(ballast)
    if (point % 4 === 1) db = openDatabase(path, (sentence) => wrong.push(sentence))
    const again = createControlStore(db)
    if (next > 0 && !again.meta(`row-${(next - 1) % 200}`)?.startsWith(`${next - 1} `)) wrong.push(`point ${point}: a change was lost`)
    const later = refusal(() => again.commit(() => again.setMeta('after', String(point))))
    if (later) wrong.push(`point ${point}: with room again: ${later.message}`)
    for (const backup of backupsOf(path)) rmSync(backup)
  }
  const sound = db.pragma('integrity_check', { simple: true })
  db.close()
  for (const side of ['', '-wal']) rmSync(path + side, { force: true })
  studioOnFullDisk(folder, wrong)
  done({ refused, sound, wrong })
}

/** The studio's database is made whole once there is room, however far it came before. */
function studioOnFullDisk(folder: string, wrong: string[]): void {
  const ballast = join(folder, 'ballast')
  const { bavail, bsize } = statfsSync(folder)
  for (const room of [0, 1, 3, 6, 10, 15, 21].map((pages) => pages * 4096)) {
    const path = join(folder, `studio-${room}.db`)
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - room)))
    let applied = -1
    try {
      applied = applyMigrations(path).length
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error
    }
    rmSync(ballast)
    applyMigrations(path)
    const db = new Database(path)
    const { n } = db.prepare('SELECT count(*) AS n FROM Draft').get() as { n: number }
    if (n !== 0 || applied > 0) wrong.push(`studio with room for ${room} bytes: ${applied} applied`)
    db.close()
    for (const side of ['', '-wal', '-shm']) rmSync(path + side, { force: true })
  }
}

/** Opening and changing in a folder that nobody may write to, and after it may be written again. */
function readOnly(folder = ''): void {
  mount('-t', 'tmpfs', '-o', 'size=8m', 'scorepoint-test', folder)
  const path = join(folder, 'agent.db')
  const first = openDatabase(path)
  createControlStore(first).commit(() => createControlStore(first).setMeta('row', 'kept'))
  first.close()
  const before = readFileSync(path)
  mount('-o', 'remount,ro', folder)
  const refused = refusal(() => openDatabase(path).close())
  const fresh = refusal(() => openDatabase(join(folder, 'other.db')).close())
  const untouched = readFileSync(path).equals(before)
  mount('-o', 'remount,rw', folder)
  const said: string[] = []
  const again = openDatabase(path, (sentence) => said.push(sentence))
  const row = createControlStore(again).meta('row')
  again.close()
  done({ refused, fresh, untouched, row, said })
}

if (what === 'upgrade') await upgrade(...rest)
else if (what === 'full') await full(...rest)
else if (what === 'read-only') readOnly(rest[0])
else throw new Error(`${what} is no task`)
