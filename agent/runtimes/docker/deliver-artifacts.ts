/**
 * The storage-initializer container: gets model and code by the engine's archive call (nothing of the host is mounted) into named volumes
 * of the instance, and reads back what arrived.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Pack, pack } from 'tar-stream'
import { failpoint } from '@/agent/failpoints'
import { createFrameReader } from '@/agent/runtimes/docker/container-log'
import { containerName, initializerBody, type Owner, ownerLabels, volumeMounts, volumeName } from '@/agent/runtimes/docker/create-body'
import { type EngineCalls, orMissing } from '@/agent/runtimes/docker/engine-calls'
import type { ContainerPart, LogWriter } from '@/agent/runtimes/runtime'
import { ProblemError } from '@/lib/problems/problem'

/** Sending an archive and reading it back, for the largest models. */
const transferLimitMs = 30 * 60_000
const lineLimit = 200

/** Lists what is below the folders with checksums; an image without these tools says nothing. */
export function checkScript(folders: readonly string[]): string {
  const quoted = folders.map((folder) => `'${folder.replaceAll("'", "'\\''")}'`).join(' ')
  return `command -v find >/dev/null && command -v sha256sum >/dev/null || exit 0; find ${quoted} -type f -exec sha256sum {} +`
}

/**
 * A tar archive of what is below `root`: sorted, owned by root, without times, so that equal contents are equal bytes.
 * `packed` rejects when a file cannot be read. `sums` gets the SHA-256 of each file by its path in the container.
 */
export function archiveOf(
  root: string,
  target: string,
  sums: Map<string, string>,
  signal: AbortSignal,
): { archive: Pack; packed: Promise<void> } {
  const archive = pack()
  const mtime = new Date(0)
  async function add(folder: string): Promise<void> {
    const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      signal.throwIfAborted()
      const path = join(folder, entry.name)
      const name = relative(root, path)
      if (entry.isDirectory()) {
        archive.entry({ name: `${name}/`, type: 'directory', mode: 0o555, mtime, uid: 0, gid: 0 })
        await add(path)
      } else {
        const { size } = await lstat(path)
        const hash = createHash('sha256')
        const hashing = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk)
            done(null, chunk)
          },
        })
        await pipeline(createReadStream(path), hashing, archive.entry({ name, size, mode: 0o444, mtime, uid: 0, gid: 0 }), { signal })
        sums.set(join(target, name), hash.digest('hex'))
      }
    }
  }
  const packed = add(root).then(() => archive.finalize())
  // Whoever sends the archive hears of it too, instead of waiting for a rest that never comes.
  packed.catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))))
  return { archive, packed }
}

export interface Delivery {
  calls: EngineCalls
  owner: Owner
  container: ContainerPart
  /** Folders on this computer: what lands below `modelsAt` and `codeAt`. */
  from: { models?: string; code?: string }
  log: LogWriter
  signal: AbortSignal
}

/** Repeatable: an earlier, perhaps half-made delivery is removed first. @throws ProblemError `StorageInitializerFailed`, `RuntimeUnavailable` */
export async function deliverArtifacts({ calls, owner, container, from, log, signal }: Delivery): Promise<void> {
  const started = performance.now()
  await removeDelivery(calls, owner.agentId, owner.id)
  const mounts = volumeMounts(owner.agentId, owner.id, container, false)
  if (mounts.length === 0) {
    log.info('Nothing to put into the container: no model and no code.')
    return
  }
  for (const { Source } of mounts) {
    await calls.send({ method: 'POST', path: '/volumes/create', body: { Name: Source, Labels: ownerLabels(owner) }, signal })
  }
  const name = containerName(owner.agentId, owner.id, 'storage-initializer')
  const body = initializerBody(owner, container, checkScript(mounts.map((mount) => mount.Target)))
  const { Id } = await calls.json<{ Id: string }>({ method: 'POST', path: '/containers/create', query: { name }, body, signal })
  log.info(`storage-initializer container ${Id.slice(0, 12)} (${name}) without network`)
  failpoint('initializer-made')
  const sums = new Map<string, string>()
  for (const [part, target] of [
    ['models', container.modelsAt],
    ['code', container.codeAt],
  ] as const) {
    const folder = from[part]
    if (target === undefined || folder === undefined) continue
    const { archive, packed } = archiveOf(folder, target, sums, signal)
    const sent = calls.send({
      method: 'PUT',
      path: `/containers/${Id}/archive`,
      query: { path: target },
      archive,
      deadlineMs: transferLimitMs,
      signal,
    })
    // A file that cannot be read is not the engine's failure: it is the one that is told.
    await Promise.all([packed, sent]).finally(() => archive.destroy())
    log.info(`volume ${volumeName(owner.agentId, owner.id, part)} mounted at ${target}`)
  }
  failpoint('volumes-filled')
  const hasShell = await orMissing(
    calls.send({ method: 'HEAD', path: `/containers/${Id}/archive`, query: { path: '/bin/sh' }, signal }).then(() => true),
  )
  if (!hasShell) {
    log.info('The image has no shell, so what arrived is not read back.')
    return
  }
  await readBack(calls, Id, sums, log, signal)
  log.info(`storage-initializer container ended after ${Math.round(performance.now() - started)} ms`)
}

/** Runs the container and compares its checksums with those of what was sent. */
async function readBack(calls: EngineCalls, id: string, sums: ReadonlyMap<string, string>, log: LogWriter, signal: AbortSignal) {
  await calls.send({ method: 'POST', path: `/containers/${id}/start`, signal })
  const { StatusCode } = await calls.json<{ StatusCode: number }>({
    method: 'POST',
    path: `/containers/${id}/wait`,
    deadlineMs: transferLimitMs,
    signal,
  })
  const output: Buffer[] = []
  const read = createFrameReader((_time, bytes) => output.push(Buffer.from(bytes)))
  const query = { stdout: true, stderr: true, timestamps: true }
  for await (const chunk of await calls.stream({ method: 'GET', path: `/containers/${id}/logs`, query, signal })) {
    if (Buffer.isBuffer(chunk)) read(chunk)
  }
  const lines = Buffer.concat(output).toString('utf8').split('\n').filter(Boolean)
  for (const line of lines.slice(0, lineLimit)) log.raw(line)
  const found = new Map(
    lines.flatMap((line) => {
      const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line)
      return match?.[1] && match[2] ? [[match[2], match[1]] as const] : []
    }),
  )
  if (StatusCode !== 0) throw failed(`it ended with code ${StatusCode}: ${lines.at(-1) ?? 'no output'}`)
  if (lines.length === 0) {
    log.info('The image has no find or sha256sum, so what arrived is not read back.')
    return
  }
  for (const [path, sum] of sums) {
    // The tool escapes names with a backslash or a line break; such a file is there, its line is another.
    if (/[\\\n]/.test(path)) continue
    if (found.get(path) !== sum) throw failed(`${path} did not arrive as it was sent`)
  }
  log.info(`${sums.size} ${sums.size === 1 ? 'file' : 'files'} in the volumes, checksums agree`)
}

function failed(reason: string): ProblemError {
  return new ProblemError(
    {
      code: 'StorageInitializerFailed',
      message: `The storage-initializer container failed: ${reason}.`,
      origin: 'runtime',
      retryable: true,
    },
    500,
  )
}

/** Removes the storage-initializer container and the volumes of an instance; what does not exist is fine. */
export async function removeDelivery(calls: EngineCalls, agentId: string, id: string): Promise<void> {
  const name = containerName(agentId, id, 'storage-initializer')
  await orMissing(calls.send({ method: 'DELETE', path: `/containers/${name}`, query: { force: true, v: true } }))
  for (const part of ['models', 'code'] as const) {
    await orMissing(calls.send({ method: 'DELETE', path: `/volumes/${volumeName(agentId, id, part)}` }))
  }
}
