import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { endMarked, markedProcesses } from './end-marked'

/** Begins a process every millisecond, each of which waits. */
const forking = `
import os, time
while True:
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    time.sleep(0.001)
`

it.runIf(process.platform === 'linux')('ends processes that begin others while they are being ended', async () => {
  const mark = { variable: 'SCOREPOINT_TEST_FORKING', value: `${process.pid}` }
  const child = spawn('python3', ['-c', forking], {
    env: { PATH: process.env.PATH, NODE_ENV: 'test', [mark.variable]: mark.value },
    stdio: 'ignore',
  })
  try {
    const deadline = performance.now() + 10_000
    while (markedProcesses(mark.variable, mark.value).length < 5 && performance.now() < deadline) await delay(5)
    expect(await endMarked({ [mark.variable]: mark.value }, 5000)).toBe(true)
    expect(markedProcesses(mark.variable, mark.value)).toEqual([])
    // Others have other values.
    expect(markedProcesses('PATH', `not ${mark.value}`)).toEqual([])
  } finally {
    child.kill('SIGKILL')
    for (const row of markedProcesses(mark.variable, mark.value)) process.kill(row.pid, 'SIGKILL')
  }
})
