import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'

const script = join(import.meta.dirname, 'boundaries.mjs')
let root = ''
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Runs the check over a small tree of files. */
function check(files: Record<string, string>) {
  root = mkdtempSync(join(tmpdir(), 'boundaries-'))
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { paths: { '@/*': ['./*'] }, moduleResolution: 'bundler', module: 'esnext' } }),
  )
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return spawnSync(process.execPath, [script, root], { encoding: 'utf8' })
}

const target = { 'lib/domain/x.ts': 'export const x = 1\n' }

it('passes imports in the right direction', () => {
  const { status, stdout } = check({ ...target, 'components/Y.ts': "import { x } from '@/lib/domain/x'\nexport const y = x\n" })
  expect(stdout).toContain('2 modules, 1 imports, 0 violations')
  expect(status).toBe(0)
})

const forbidden = [
  ['lib/domain/a.ts', 'agent/b.ts', 'lib-knows-no-user'],
  ['components/C.tsx', 'lib/db/d.ts', 'components-in-the-browser'],
  ['app/e.tsx', 'agent/b.ts', 'app-meets-agent-over-http'],
  ['agent/f.ts', 'lib/arm/g.ts', 'agent-on-its-own'],
  ['lib/gate/h.ts', 'lib/server/i.ts', 'gate-is-plain-node'],
  ['server/j.ts', 'agent/b.ts', 'server-is-composition'],
  ['lib/contract/k.ts', 'lib/domain/l.ts', 'contract-is-alone'],
  ['lib/arm/m.ts', 'lib/db/d.ts', 'arm-below'],
] as const

it('fails for every forbidden import, and names the rule', () => {
  const sources = forbidden.map(([from, to]) => [from, `import { y } from '@/${to.replace('.ts', '')}'\nexport const x = y\n`])
  const targets = forbidden.map(([, to]) => [to, 'export const y = 1\n'])
  const { status, stderr } = check(Object.fromEntries([...targets, ...sources]))
  for (const [from, to, rule] of forbidden) expect(stderr).toContain(`error ${rule}: ${from} → ${to}`)
  expect(status).toBe(1)
})

it('fails when it sees nothing', () => {
  const { status, stderr } = check({ 'elsewhere.ts': 'export const x = 1\n', 'lib/empty.txt': '' })
  expect(stderr).toContain('a check that sees nothing does not pass')
  expect(status).toBe(2)
})
