import { describe, expect, it } from 'vitest'
import type { EngineAddress, UnusableAddress } from './engine-address'
import { checkAnsweringEngine, checkSilentEngine, type EngineFault, type EngineSurroundings } from './engine-doctor'

const here: EngineSurroundings = { platform: 'linux', isInstalled: true, hasSystemd: true, user: 'me', isNeeded: false }
const system: EngineAddress = { source: 'default', host: 'unix:///var/run/docker.sock' }

describe('an engine that gives no answer', () => {
  const cases: [string, EngineAddress | UnusableAddress, EngineFault, Partial<EngineSurroundings>, RegExp, string][] = [
    ['not installed', system, 'no-socket', { isInstalled: false }, /No engine found/, 'sudo apt-get install docker.io'],
    ['socket missing', system, 'no-socket', {}, /stopped: its socket does not exist/, 'sudo systemctl start docker'],
    ['stopped', system, 'refused', { hasSystemd: false }, /stopped: its socket is there/, 'sudo service docker start'],
    ['no permission', system, 'no-permission', {}, /me may not use it/, 'sudo usermod -aG docker me'],
    ['hanging', system, 'no-answer', {}, /gives no answer/, 'sudo systemctl restart docker'],
    [
      'rootless',
      { source: 'rootless', host: 'unix:///run/user/1000/docker.sock' },
      'refused',
      {},
      /stopped/,
      'systemctl --user start docker',
    ],
    [
      'Podman',
      { source: 'rootless', host: 'unix:///run/user/1000/podman/podman.sock' },
      'refused',
      {},
      /stopped/,
      'systemctl --user start podman.socket',
    ],
    [
      'context of Desktop',
      { source: 'context', context: 'desktop-linux', host: 'unix:///home/me/.docker/desktop/docker.sock' },
      'no-socket',
      {},
      /context "desktop-linux"/,
      'systemctl --user start docker-desktop',
    ],
    [
      'unknown context',
      { source: 'context', context: 'gone', host: '', fault: 'unknown-context' },
      'unknown',
      {},
      /"gone" does not exist/,
      'docker context use default',
    ],
    [
      'ssh',
      { source: 'DOCKER_HOST', host: 'ssh://me@there', fault: 'unsupported-protocol' },
      'unknown',
      {},
      /of a kind that cannot be used/,
      'unset DOCKER_HOST',
    ],
  ]
  it.each(cases)('%s', (_name, address, fault, other, detail, command) => {
    const check = checkSilentEngine(address, fault, { ...here, ...other })
    expect(check.detail).toMatch(detail)
    expect(check.commands).toContain(command)
    expect(check.fix).toBeTruthy()
    expect(checkSilentEngine(address, fault, { ...here, ...other, isNeeded: true }).state).toBe('error')
  })
})

describe('an engine that answers', () => {
  const facts = {
    address: 'unix:///var/run/docker.sock',
    source: 'default' as const,
    version: '27.1.1',
    apiVersion: '1.46',
    architecture: 'amd64',
    kind: 'docker' as const,
  }
  it('is all right', () => expect(checkAnsweringEngine(facts, '2').map(({ state }) => state)).toEqual(['ok', 'ok']))
  it.each([
    ['Podman', { ...facts, kind: 'podman' as const, version: '5.0' }, /Podman 5\.0 answers/],
    ['too old', { ...facts, apiVersion: '1.39' }, /API 1\.39/],
    ['another architecture', { ...facts, architecture: 'arm64' }, /emulated/],
    ['another computer', { ...facts, address: 'tcp://10.0.0.7:2376' }, /another computer/],
    ['rootless without limits', { ...facts, rootless: true }, /cannot enforce limits/],
  ])('%s is warned about, with a command', (_name, engine, detail) => {
    const warned = checkAnsweringEngine(engine, '1').filter(({ state }) => state !== 'ok')
    expect(warned.some((check) => detail.test(check.detail) && (check.commands?.length ?? 0) > 0)).toBe(true)
  })
})
