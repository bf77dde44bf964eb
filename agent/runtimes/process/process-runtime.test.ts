import { describe, expect, it } from 'vitest'
import type { InstanceSpec } from '@/agent/runtimes/runtime'
import { parseExit, socketPathOf } from './instance-files'
import { measureGroup } from './memory-watchdog'
import { parseProcStat, parsePsLine } from './process-table'
import { workerEnvironment } from './worker-environment'

const spec: InstanceSpec = {
  id: 'e.d.1.0',
  endpoint: 'e',
  deployment: 'd',
  generation: 1,
  index: 0,
  instanceDir: '/i',
  modelDir: '/i/azureml-models/m/1',
  appRoot: '/i/code',
  entryScript: 'score.py',
  python: '/env/bin/python',
  environmentVariables: { SCORING_TIMEOUT_MS: '99', SCOREPOINT_INSTANCE: 'forged', COLOUR: 'blue' },
  requestTimeoutMs: 5000,
  logFile: '/l',
}

describe('worker environment', () => {
  it('passes the allow-list on, nothing else, and lets the user win over the platform but not over the marks', () => {
    const host = {
      PATH: '/usr/bin',
      HOME: '/root',
      LANG: 'de',
      LC_ALL: 'C',
      OPENBLAS_CORETYPE: 'Haswell',
      SCOREPOINT_TOKEN: 't',
      AWS_SECRET: 's',
      NODE_ENV: 'test',
    } as NodeJS.ProcessEnv
    const made = workerEnvironment({ ...spec, cores: 1 }, '/home', host)
    expect(made).toMatchObject({
      PATH: '/env/bin:/usr/bin',
      LC_ALL: 'C',
      OPENBLAS_CORETYPE: 'Haswell',
      AZUREML_MODEL_DIR: '/i/azureml-models/m/1',
      SCORING_TIMEOUT_MS: '99',
      COLOUR: 'blue',
      SCOREPOINT_INSTANCE: 'e.d.1.0',
      OMP_NUM_THREADS: '1',
      PYTHONDONTWRITEBYTECODE: '1',
    })
    for (const name of ['SCOREPOINT_TOKEN', 'AWS_SECRET', 'NODE_ENV']) expect(made).not.toHaveProperty(name)
    const { modelDir: _none, ...without } = spec
    expect(workerEnvironment(without, '/home', {} as NodeJS.ProcessEnv)).not.toHaveProperty('AZUREML_MODEL_DIR')
  })
})

describe('socket path', () => {
  it('stays short whatever the names, and moves out of a deep data folder', () => {
    const near = socketPathOf('/home/me/.scorepoint/run', `${'e'.repeat(32)}.${'d'.repeat(32)}.1.0`)
    expect(near.startsWith('/home/me/.scorepoint/run/w/')).toBe(true)
    const far = socketPathOf(`/home/${'deep/'.repeat(30)}run`, 'e.d.1.0')
    expect(far).toMatch(/^\/tmp\/scorepoint-\d+\/[0-9a-f]{16}\/w\/[0-9a-f]{16}\.sock$/)
    expect(Buffer.byteLength(far)).toBeLessThanOrEqual(103)
  })
})

describe('what the system says of processes', () => {
  it('reads stat lines whose name holds brackets, and lines of ps', () => {
    const fields = Array.from({ length: 50 }, (_, index) => String(index))
    const line = `42 (evil) (name) S 7 42 ${fields.slice(3).join(' ')}`
    expect(parseProcStat(line)).toMatchObject({ pid: 42, parent: 7, group: 42, zombie: false, startTime: '19' })
    expect(parseProcStat('nothing')).toBeUndefined()
    expect(parsePsLine('  501     1   501 Ss     2048 Sat Nov 21 10:00:00 2026')).toEqual({
      pid: 501,
      parent: 1,
      group: 501,
      startTime: 'Sat Nov 21 10:00:00 2026',
      zombie: false,
      rssBytes: 2048 * 1024,
    })
  })

  it('reads exit records of the shell', () => {
    expect(parseExit('3 1763715600\n')).toEqual({ exitCode: 3, signal: null, at: '2025-11-21T09:00:00.000Z' })
    expect(parseExit('137 0')).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
  })

  it('counts shared memory once before it calls a limit exceeded', () => {
    const row = { pid: 1, parent: 0, group: 1, startTime: '1', zombie: false, rssBytes: 100 }
    expect(measureGroup([row, row], 250)).toEqual({ bytes: 200, exceeded: false })
    expect(measureGroup([row, row], 150, () => 60)).toEqual({ bytes: 120, exceeded: false })
    expect(measureGroup([row, row], 150, () => 90)).toEqual({ bytes: 180, exceeded: true })
    expect(measureGroup([row], undefined)).toEqual({ bytes: 100, exceeded: false })
  })
})
