import { execFile, spawnSync } from 'node:child_process'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { credentialPlaceholder, credentialVariable, exportLine, powershellText, type SnippetLanguage, snippet } from './snippets'

const run = promisify(execFile)
let server: Server
let scoringUri: string
let seen: { headers: IncomingHttpHeaders; body: string }[] = []
const key = 'k3y-with-$HOME-and-"quotes"'
/** Everything a shell, Python or JavaScript could trip over. */
const awkward = `{\n  "it's": "a \\"quoted\\" \\\\ back\\\\slash \`tick\` \${x} $HOME !! %d ''' ünïcødé 😀 \\u2028",\n  "@": "@file"\n}`
const plain = '{\n  "data": [\n    [1, 2],\n    [3, 4]\n  ]\n}'

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      seen.push({ headers: request.headers, body })
      response.end('[11055.9]')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  scoringUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/endpoint/e/score`
})
afterAll(() => server.close())
beforeEach(() => {
  seen = []
})

function present(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0
}

const runners: Record<Exclude<SnippetLanguage, 'powershell'>, { command: string; arguments: (code: string) => string[] }> = {
  curl: { command: 'bash', arguments: (code) => ['-c', code] },
  python: { command: 'python3', arguments: (code) => ['-c', code] },
  javascript: { command: 'node', arguments: (code) => ['-e', code] },
}

for (const language of ['curl', 'python', 'javascript'] as const) {
  const { command, arguments: toArguments } = runners[language]
  const missing = !present(command) || (language === 'curl' && !present('curl'))
  for (const [name, body] of [
    ['a plain body', plain],
    ['an awkward body', awkward],
  ] as const) {
    test.skipIf(missing)(`${language} sends ${name} unchanged, key included`, async () => {
      const code = snippet(language, { scoringUri, body, deployment: 'blue', key })
      const { stdout } = await run(command, toArguments(code), { env: { ...process.env, [credentialVariable.key]: 'stale' } })
      expect(stdout).toContain('[11055.9]')
      expect(seen).toHaveLength(1)
      expect(seen[0]?.body).toBe(body)
      expect(seen[0]?.headers.authorization).toBe(`Bearer ${key}`)
      expect(seen[0]?.headers['azureml-model-deployment']).toBe('blue')
      expect(seen[0]?.headers['content-type']).toBe('application/json')
    })
  }

  test.skipIf(missing)(`${language} without the key runs once its export line has one`, async () => {
    const code = snippet(language, { scoringUri, body: plain })
    expect(code).toContain(exportLine(language))
    expect(code).not.toContain(key)
    const filled = language === 'curl' ? code.replace(credentialPlaceholder.key, 'abc') : code
    await run(command, toArguments(filled), { env: { ...process.env, [credentialVariable.key]: 'abc' } })
    expect(seen[0]?.headers.authorization).toBe('Bearer abc')
    expect(seen[0]?.headers['azureml-model-deployment']).toBeUndefined()
  })
}

test.skipIf(!present('bash') || !present('curl'))(
  'curl takes the key from the environment as pasted, and sends nothing without it',
  async () => {
    const code = snippet('curl', { scoringUri, body: awkward, headers: { 'x-api-key': 'kept out' }, fromEnvironment: true })
    const { [credentialVariable.key]: _none, ...bare } = process.env
    await expect(run('bash', ['-c', code], { env: bare })).rejects.toThrow(`${credentialVariable.key}: is not set`)
    expect(seen).toEqual([])
    await run('bash', ['-c', code], { env: { ...bare, [credentialVariable.key]: key, X_API_KEY: 'other' } })
    expect(seen[0]?.headers).toMatchObject({ authorization: `Bearer ${key}`, 'x-api-key': 'other' })
    expect(seen[0]?.body).toBe(awkward)
  },
)

test('PowerShell text doubles straight and typographic quotes', () => {
  expect(powershellText("it's ‘x’")).toBe("'it''s ‘‘x’’'")
  expect(snippet('powershell', { scoringUri, body: plain })).toContain(`$env:${credentialVariable.key} = '${credentialPlaceholder.key}'`)
})
