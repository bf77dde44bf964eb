import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findEngineAddress } from './engine-address'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-engine-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function context(name: string, meta: unknown): void {
  const folder = join(home, '.docker', 'contexts', 'meta', createHash('sha256').update(name).digest('hex'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta))
}

it('takes DOCKER_HOST before any context', () => {
  context('other', { Name: 'other', Endpoints: { docker: { Host: 'unix:///other.sock' } } })
  expect(findEngineAddress({ HOME: home, DOCKER_HOST: 'unix:///x/y.sock', DOCKER_CONTEXT: 'other' })).toEqual({
    source: 'DOCKER_HOST',
    host: 'unix:///x/y.sock',
  })
  expect(findEngineAddress({ HOME: home, DOCKER_HOST: '127.0.0.1:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' })).toEqual({
    source: 'DOCKER_HOST',
    host: 'tcp://127.0.0.1:2376',
    certificates: '/certs',
  })
  expect(findEngineAddress({ HOME: home, DOCKER_HOST: 'ssh://me@there' })).toMatchObject({ fault: 'unsupported-protocol' })
})

it("follows docker's active context, the variable before the file", () => {
  context('desktop', { Name: 'desktop', Endpoints: { docker: { Host: 'unix:///desktop.sock' } } })
  context('other', { Name: 'other', Endpoints: { docker: { Host: 'tcp://127.0.0.1:2375' } } })
  context('empty', { Name: 'empty', Endpoints: {} })
  writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify({ currentContext: 'desktop' }))
  expect(findEngineAddress({ HOME: home })).toEqual({ source: 'context', context: 'desktop', host: 'unix:///desktop.sock' })
  expect(findEngineAddress({ HOME: home, DOCKER_CONTEXT: 'other' })).toMatchObject({ context: 'other', host: 'tcp://127.0.0.1:2375' })
  expect(findEngineAddress({ HOME: home, DOCKER_CONTEXT: 'gone' })).toMatchObject({ fault: 'unknown-context', context: 'gone' })
  expect(findEngineAddress({ HOME: home, DOCKER_CONTEXT: 'empty' })).toMatchObject({ fault: 'unreadable-context' })
})

it('keeps to the default when the configuration is broken', () => {
  mkdirSync(join(home, '.docker'))
  writeFileSync(join(home, '.docker', 'config.json'), '{"currentContext": ')
  expect(findEngineAddress({ HOME: home, XDG_RUNTIME_DIR: join(home, 'run') })).toMatchObject({ host: expect.stringMatching(/^unix:/) })
})
