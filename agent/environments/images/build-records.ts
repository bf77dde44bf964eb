/** What images were built from, so that the next build can say what changed. Without credentials. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HomeLayout } from '@/lib/domain/home-layout'

export interface BuildRecord {
  hash: string
  /** What the same environment is again with other contents: its image and the name of its file. */
  subject: string
  at: string
  base: string
  dockerfile: string
  /** Lines of the conda file, or the hash of the build context. */
  lines: string[]
}

const shownChanges = 4

export function createBuildRecords(layout: HomeLayout) {
  const folder = join(layout.cache, 'images')
  return {
    async save(record: BuildRecord): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(join(folder, `built-${record.hash}.json`), JSON.stringify(record), { mode: 0o600 })
    },
    /** The newest build of the same subject. */
    async before(record: BuildRecord): Promise<BuildRecord | undefined> {
      const names = await readdir(folder).catch(() => [])
      const texts = await Promise.all(names.filter((name) => name.startsWith('built-')).map((name) => readFile(join(folder, name), 'utf8')))
      // Written above alone.
      const records = texts.map((text) => JSON.parse(text) as BuildRecord)
      return records.filter(({ subject }) => subject === record.subject).sort((a, b) => (a.at < b.at ? 1 : -1))[0]
    },
  }
}

/** For people: why an image is built that was not there. Pure. */
export function whyBuilt(before: BuildRecord | undefined, now: BuildRecord): string {
  if (before === undefined) return 'built for the first time'
  if (before.hash === now.hash) return 'built again: the image was removed from the engine'
  const changes: string[] = []
  if (before.base !== now.base) changes.push('another base image under the same name')
  const gone = before.lines.filter((line) => !now.lines.includes(line)).map((line) => `- ${line.trim()}`)
  const added = now.lines.filter((line) => !before.lines.includes(line)).map((line) => `+ ${line.trim()}`)
  const lines = [...gone, ...added]
  if (lines.length > 0) changes.push(`${lines.slice(0, shownChanges).join(', ')}${lines.length > shownChanges ? ', …' : ''}`)
  else if (before.dockerfile !== now.dockerfile) changes.push('another Dockerfile')
  return `built again because of: ${changes.join('; ') || 'another specification'}`
}
