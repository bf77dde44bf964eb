/** Uploading folders to the built agent: files of all sizes, what is there already, what changes meanwhile. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { agentFetch } from '@/lib/arm/agent-fetch'
import type { Connection } from '@/lib/arm/connection'
import { hashTree, readLocalTree } from '@/lib/arm/local-files'
import { uploadTree } from '@/lib/arm/upload'
import { type AgentProcess, startAgent } from './agent-process'
import { connectionTo } from './deploy-folder'

let agent: AgentProcess
let connection: Connection
const folder = mkdtempSync(join(tmpdir(), 'sp-upload-'))
const small = Array.from({ length: 12 }, (_, index) => `package/module_${index}.py`)
const contents = new Map<string, Buffer>([
  ['package/__init__.py', Buffer.alloc(0)],
  ...small.map((name) => [name, Buffer.from(`NAME = "${name}"\n`)] as const),
  ['just-below-1-MiB.bin', randomBytes(1024 * 1024 - 1)],
  ['just-1-MiB.bin', randomBytes(1024 * 1024)],
  ['large.bin', randomBytes(3 * 1024 * 1024 + 7)],
])

beforeAll(async () => {
  agent = await startAgent()
  connection = connectionTo(agent)
  mkdirSync(join(folder, 'package'))
  for (const [name, content] of contents) writeFileSync(join(folder, name), content)
})
afterAll(async () => {
  await agent.close()
  rmSync(folder, { recursive: true, force: true })
})

it('sends every byte once, whatever the size of a file', async () => {
  const first = await uploadTree(connection, await readLocalTree(folder))
  expect(first).toMatchObject({ uploadedFiles: contents.size, skippedFiles: 0 })
  const again = await uploadTree(connection, await readLocalTree(folder))
  expect(again).toEqual({ ...first, uploadedFiles: 0, skippedFiles: contents.size })

  const { sasToken } = (await agent.call('POST', 'datastores/workspaceblobstore/listSecrets', { expirableSecret: true })).body as {
    sasToken: string
  }
  for (const [name, content] of contents) {
    const blob = await agentFetch(connection, `${new URL(`${first.blobUri}/${name}`).pathname}?${sasToken}`)
    expect(blob.status, name).toBe(200)
    expect(Buffer.from(await blob.arrayBuffer()).equals(content), name).toBe(true)
  }
})

it.each(['package/module_7.py', 'large.bin'])('refuses a folder whose %s changed after it was read', async (name) => {
  writeFileSync(join(folder, 'new.txt'), name)
  const read = await hashTree(await readLocalTree(folder))
  writeFileSync(join(folder, name), Buffer.alloc(contents.get(name)?.length ?? 0, 'x'))
  await expect(uploadTree(connection, read)).rejects.toMatchObject({ problem: { code: 'Studio.FileChanged', target: join(folder, name) } })
  writeFileSync(join(folder, name), contents.get(name) ?? '')
  expect((await uploadTree(connection, read)).uploadedFiles).toBeGreaterThan(0)
})

it('ends with the reason of whoever gives up', async () => {
  writeFileSync(join(folder, 'new.txt'), 'given up')
  const gaveUp = AbortSignal.abort(new Error('no longer wanted'))
  await expect(uploadTree(connection, await readLocalTree(folder), gaveUp)).rejects.toThrow('no longer wanted')
})
