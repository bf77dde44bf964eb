/** What is kept on disk of an instance that is a container: enough for a later agent to probe it and to go on with its log. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePrivateDirectory } from '@/agent/private-files'
import { writeWhole } from '@/agent/runtimes/process/instance-files'
import type { InstanceSpec } from '@/agent/runtimes/runtime'
import type { HomeLayout } from '@/lib/domain/home-layout'

const ending = '.json'

export function containerFiles(layout: Pick<HomeLayout, 'run'>) {
  const directory = join(layout.run, 'containers')
  const path = (id: string) => join(directory, `${id}${ending}`)
  ensurePrivateDirectory(directory)
  return {
    directory,
    read(id: string): InstanceSpec | undefined {
      // Written below alone, whole.
      return existsSync(path(id)) ? (JSON.parse(readFileSync(path(id), 'utf8')) as InstanceSpec) : undefined
    },
    write: (spec: InstanceSpec) => writeWhole(path(spec.id), JSON.stringify(spec)),
    ids: () =>
      readdirSync(directory).flatMap((name) =>
        name.endsWith(ending) && !name.endsWith('.cursor.json') ? [name.slice(0, -ending.length)] : [],
      ),
    remove: (id: string) => rmSync(path(id), { force: true }),
  }
}
