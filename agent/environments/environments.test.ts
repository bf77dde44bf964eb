import { describe, expect, it } from 'vitest'
import type { LogWriter } from '@/agent/runtimes/runtime'
import { environmentHash, normaliseRequirements, withInferenceServer } from './environment-hash'
import { chooseInterpreter, type Interpreter, satisfies } from './interpreters'
import { parsePipConfig, pipVariables, toolEnvironment, uvVariables, withFileIndexes } from './pip-settings'
import { redactLine } from './redact'
import { createSharedBuilds } from './shared-builds'

/** Next's types make NODE_ENV a must; a host's environment need not have it. */
const host = (variables: Record<string, string>): NodeJS.ProcessEnv => ({ NODE_ENV: 'test', ...variables })
const none = host({})
const python = (version: string, path = `/opt/${version}/bin/python`): Interpreter => ({
  path,
  version,
  minor: version.split('.').slice(0, 2).join('.'),
  platform: 'linux-x86_64',
})

describe('pip settings for uv', () => {
  it('lets an index of the conda file win over every setting, as pip does, and adds further ones', () => {
    const user = { UV_DEFAULT_INDEX: 'https://mine/simple', UV_INDEX_URL: 'https://old/simple', HOME: '/h' }
    expect(withFileIndexes(user, ['numpy'])).toEqual(user)
    for (const line of ['--index-url https://file/simple', '-i https://file/simple', '--index-url=https://file/simple'])
      expect(withFileIndexes(user, [line, 'numpy'])).toEqual({ HOME: '/h' })
    expect(withFileIndexes(user, ['--extra-index-url https://file/simple'])).toEqual({ ...user, UV_INDEX_STRATEGY: 'unsafe-best-match' })
    expect(withFileIndexes({ UV_INDEX_STRATEGY: 'first-index' }, ['--extra-index-url https://f'])).toEqual({
      UV_INDEX_STRATEGY: 'first-index',
    })
  })

  it('reads pip config list: environment over install over global, lists over several lines', () => {
    const text = `:env:.cert='/ca.pem'\nglobal.cert='/old.pem'\nglobal.extra-index-url='\\nhttps://a/simple\\nhttps://b/simple'\ninstall.index-url='https://i'\nglobal.index-url="https://g"\n`
    const settings = parsePipConfig(text)
    expect(settings).toEqual({ cert: '/ca.pem', 'extra-index-url': '\nhttps://a/simple\nhttps://b/simple', 'index-url': 'https://i' })
    expect(uvVariables(settings, none)).toEqual({
      UV_DEFAULT_INDEX: 'https://i',
      UV_EXTRA_INDEX_URL: 'https://a/simple https://b/simple',
      UV_INDEX_STRATEGY: 'unsafe-best-match',
      SSL_CERT_FILE: '/ca.pem',
    })
  })

  it('translates every option that changes where packages come from, and lets UV_* win', () => {
    const settings = host({
      PIP_FIND_LINKS: '/wheels /more',
      PIP_CONSTRAINT: '/c.txt',
      PIP_TRUSTED_HOST: 'h',
      PIP_DEFAULT_TIMEOUT: '180',
      PIP_PROXY: 'http://p:8080',
      PIP_NO_INDEX: '1',
      PIP_INDEX_URL: 'https://i',
      UV_DEFAULT_INDEX: 'https://mine',
    })
    expect(uvVariables(pipVariables(settings), settings)).toEqual({
      UV_FIND_LINKS: '/wheels,/more',
      UV_CONSTRAINT: '/c.txt',
      UV_INSECURE_HOST: 'h',
      UV_HTTP_TIMEOUT: '180',
      HTTPS_PROXY: 'http://p:8080',
      HTTP_PROXY: 'http://p:8080',
      UV_NO_INDEX: '1',
    })
  })

  it('never gives a tool our own settings', () => {
    expect(toolEnvironment(host({ SCOREPOINT_TOKEN: 't', PYTHONPATH: '/x', PATH: '/bin' }))).toEqual({
      NODE_ENV: 'test',
      PATH: '/bin',
    })
  })

  it('removes credentials of URLs, tokens included', () => {
    expect(redactLine('GET https://me:pa%20ss@host/simple and http://token@host/x')).toBe(
      'GET https://[redacted]@host/simple and http://[redacted]@host/x',
    )
    expect(redactLine('requires foo @ git+https://github.com/a/b@v1')).toBe('requires foo @ git+https://github.com/a/b@v1')
  })
})

describe('which Python', () => {
  const here = [python('3.11.7'), python('3.9.18'), python('3.12.1'), python('3.13.0'), python('3.11.2')]
  it.each([
    [{ version: '3.11' }, '3.11.7', '3.11.7'],
    [{ version: '3.11.2' }, '3.11.2', '3.11.7'],
    [{ version: '3.10' }, undefined, '3.11.7'],
    [{ version: '3.8' }, undefined, '3.9.18'],
    [{ version: '3.14' }, undefined, '3.12.1'],
    [{ specifier: '>=3.9,<3.12' }, '3.11.7', '3.9.18'],
    [{}, '3.12.1', '3.12.1'],
  ])('%j → exact %s, nearest %s', (wish, exact, nearest) => {
    const choice = chooseInterpreter(here, wish)
    expect([choice.exact?.version, choice.nearest?.version]).toEqual([exact, nearest])
  })

  it('finds nothing where nothing can run the server', () => {
    expect(chooseInterpreter([python('3.8.18')], { version: '3.8' })).toEqual({})
  })

  it.each([
    ['3.11.7', '>=3.9,<3.12', true],
    ['3.11.7', '==3.11.*', true],
    ['3.11.7', '==3.1.*', false],
    ['3.11.7', '~=3.9', true],
    ['3.11.7', '!=3.11.*', false],
    ['3.11.7', '>3.11', false],
    ['3.11.7', 'nonsense', false],
  ])('%s satisfies %s: %s', (version, specifier, expected) => expect(satisfies(version, specifier)).toBe(expected))
})

describe('what an environment is', () => {
  it('adds the server unless it or azureml-defaults is there', () => {
    expect(withInferenceServer(['numpy'])).toEqual({ requirements: ['numpy', 'azureml-inference-server-http'], added: true })
    for (const line of ['AzureML_Inference.Server-http==1.4.1', 'azureml-defaults>=1.50', 'azureml-inference-server-http[x]'])
      expect(withInferenceServer([line]).added).toBe(false)
  })

  it('hashes alike whatever the order and the password, and differently for another patch version', () => {
    const hash = (lines: string[], version = '3.11.7') => environmentHash(normaliseRequirements(lines), python(version, '/p'))
    expect(hash(['b', 'a ', '--extra-index-url https://u:one@h/s'])).toBe(hash(['a', '--extra-index-url https://u:two@h/s', 'b', 'b']))
    expect(hash(['a'])).not.toBe(hash(['a'], '3.11.8'))
    expect(hash(['a'])).not.toBe(hash(['a==1']))
  })
})

describe('shared builds', () => {
  const log = (): LogWriter & { lines: string[] } => {
    const lines: string[] = []
    const keep = (line: string) => void lines.push(line)
    return { source: 'build', lines, info: keep, warning: keep, error: keep, raw: keep }
  }
  it('runs once for all who ask, and ends only when the last one leaves', async () => {
    const builds = createSharedBuilds<string>()
    let finish = (_value: string): void => undefined
    let aborted = false
    let runs = 0
    const work = (shared: LogWriter, signal: AbortSignal) => {
      runs++
      shared.info('begun')
      signal.addEventListener('abort', () => {
        aborted = true
      })
      return new Promise<string>((resolve) => {
        finish = resolve
      })
    }
    const [first, second] = [new AbortController(), new AbortController()]
    const logs = [log(), log()] as const
    const one = builds.run('k', work, logs[0], first.signal)
    const two = builds.run('k', work, logs[1], second.signal)
    first.abort(new Error('left'))
    await expect(one).rejects.toThrow('left')
    expect(aborted).toBe(false)
    finish('built')
    await expect(two).resolves.toBe('built')
    expect(runs).toBe(1)
    expect(logs[1].lines).toContain('begun')
  })

  it('starts a new one after an aborted one has cleaned up', async () => {
    const builds = createSharedBuilds<string>()
    const abort = new AbortController()
    const doomed = builds.run(
      'k',
      (_log, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended')))),
      log(),
      abort.signal,
    )
    await Promise.resolve()
    abort.abort()
    const next = builds.run('k', async () => 'again', log(), new AbortController().signal)
    await expect(doomed).rejects.toThrow('ended')
    await expect(next).resolves.toBe('again')
  })
})
