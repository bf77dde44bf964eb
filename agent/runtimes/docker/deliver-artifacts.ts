/**
 * The storage-initializer container: gets model and code by the engine's archive call (nothing of the host is mounted) into named volumes
 * of the instance, and reads back what arrived.
 */
import { failpoint } from '@/agent/failpoints'
import { createFrameReader } from '@/agent/runtimes/docker/container-log'
import { containerName, initializerBody, type Owner, ownerLabels, volumeMounts, volumeName } from '@/agent/runtimes/docker/create-body'
import { type EngineCalls, orMissing } from '@/agent/runtimes/docker/engine-calls'
import { bootTicks } from '@/agent/runtimes/docker/program-start'
import { type ArchivePart, archiveOf, archiveParts } from '@/agent/runtimes/docker/volume-archive'
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

export interface Delivery {
  calls: EngineCalls
  owner: Owner
  container: ContainerPart
  /** Folders on this computer: what lands below `modelsAt` and `codeAt`. */
  from: { models?: string; code?: string }
  /** By image id: whether it has a shell, as far as that was asked. */
  shells: Map<string, boolean>
  log: LogWriter
  signal: AbortSignal
}

/** What was put into the volumes. */
export interface FilledVolumes {
  /** SHA-256 of each file by its path in the container. */
  sums: ReadonlyMap<string, string>
  /** When the last of it was there (see bootTicks). */
  endedAt: number | undefined
}

/** What goes into the volumes of an instance, and where. */
export function sentFolders({ container, from }: Pick<Delivery, 'container' | 'from'>) {
  return [
    { part: 'models' as const, target: container.modelsAt, from: from.models },
    { part: 'code' as const, target: container.codeAt, from: from.code },
  ].flatMap((one) => (one.target === undefined || one.from === undefined ? [] : [{ ...one, target: one.target, from: one.from }]))
}

/** Makes the volumes of an instance; what an earlier delivery left must have been removed. */
export async function makeVolumes({ calls, owner, container, signal }: Delivery): Promise<void> {
  const make = ({ Source }: { Source: string }) =>
    calls.send({ method: 'POST', path: '/volumes/create', body: { Name: Source, Labels: ownerLabels(owner) }, signal })
  await Promise.all(volumeMounts(owner.agentId, owner.id, container, false).map(make))
}

/**
 * Makes the storage-initializer container over the volumes. Its name is the lock: a volume that was filled has a container of this name.
 * @returns the engine's id of the container
 */
export async function makeInitializer({ calls, owner, container, log, signal }: Delivery): Promise<string> {
  const mounts = volumeMounts(owner.agentId, owner.id, container, false)
  const name = containerName(owner.agentId, owner.id, 'storage-initializer')
  const body = initializerBody(owner, container, checkScript(mounts.map((mount) => mount.Target)))
  const { Id } = await calls.json<{ Id: string }>({ method: 'POST', path: '/containers/create', query: { name }, body, signal })
  log.info(`storage-initializer container ${Id.slice(0, 12)} (${name}) without network`)
  failpoint('initializer-made')
  return Id
}

/** Sends model and code into the volumes. The files are complete when this resolves. @throws ProblemError `RuntimeUnavailable` */
export async function fillVolumes(delivery: Delivery, initializer: string, isPodman: boolean): Promise<FilledVolumes> {
  const { owner, log } = delivery
  const sums = new Map<string, string>()
  const sent = sentFolders(delivery)
  for (const part of archiveParts(sent, isPodman)) await send(delivery, initializer, part, sums)
  const endedAt = bootTicks()
  for (const { part, target } of sent) log.info(`volume ${volumeName(owner.agentId, owner.id, part)} mounted at ${target}`)
  failpoint('volumes-filled')
  return { sums, endedAt }
}

async function send({ calls, signal }: Delivery, id: string, part: ArchivePart, sums: Map<string, string>): Promise<void> {
  const { archive, packed } = archiveOf(part, sums, signal)
  const sent = calls.send({
    method: 'PUT',
    path: `/containers/${id}/archive`,
    query: { path: part.at },
    archive,
    deadlineMs: transferLimitMs,
    signal,
  })
  // A file that cannot be read is not the engine's failure: it is the one that is told.
  await Promise.all([packed, sent]).finally(() => archive.destroy())
}

/**
 * Lets the storage-initializer container run to its end: it reads back what arrived.
 * @throws ProblemError `StorageInitializerFailed` when that is not what was sent, `RuntimeUnavailable`
 */
export async function checkVolumes(delivery: Delivery, initializer: string, sums: FilledVolumes['sums']): Promise<void> {
  const { calls, log, signal } = delivery
  if (!(await hasShell(delivery, initializer))) {
    log.info('The image has no shell, so what arrived is not read back.')
    return
  }
  const startedAt = performance.now()
  await readBack(calls, initializer, sums, log, signal)
  log.info(`storage-initializer container ended after ${Math.round(performance.now() - startedAt)} ms`)
}

/** Asked once per image, which never changes under its id: the engine mounts the container for the answer. */
async function hasShell({ calls, container: { imageId }, shells, signal }: Delivery, initializer: string): Promise<boolean> {
  const known = shells.get(imageId)
  if (known !== undefined) return known
  const query = { path: '/bin/sh' }
  const asked = calls.send({ method: 'HEAD', path: `/containers/${initializer}/archive`, query, signal })
  const isThere = (await orMissing(asked.then(() => true))) ?? false
  shells.set(imageId, isThere)
  return isThere
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

/** Removes the storage-initializer container of an instance; what does not exist is fine. */
export async function removeInitializer(calls: EngineCalls, agentId: string, id: string): Promise<void> {
  const name = containerName(agentId, id, 'storage-initializer')
  await orMissing(calls.send({ method: 'DELETE', path: `/containers/${name}`, query: { force: true, v: true } }))
}

/** Removes the volumes of an instance, whose containers must be gone; what does not exist is fine. */
export async function removeVolumes(calls: EngineCalls, agentId: string, id: string): Promise<void> {
  const volumes = (['models', 'code'] as const).map((part) => volumeName(agentId, id, part))
  await Promise.all(volumes.map((volume) => orMissing(calls.send({ method: 'DELETE', path: `/volumes/${volume}` }))))
}
