/** What the person settled about Pythons: kept in the journal, in force for the next deployment. */
import { join } from 'node:path'
import { findInterpreters, supportedMinors } from '@/agent/environments/interpreters'
import { readUvEnvironment } from '@/agent/environments/package-index'
import { redactLine } from '@/agent/environments/redact'
import { refusal } from '@/agent/errors'
import type { AgentDatabase } from '@/agent/store/database'
import type { PythonReport, PythonSettings } from '@/lib/contract/python'
import type { HomeLayout } from '@/lib/domain/home-layout'

const strictName = 'python.strict'
const preferredName = 'python.preferred'

/** `strictByDefault` holds until the person has chosen. */
export function createPythonSettings(db: AgentDatabase, layout: HomeLayout, strictByDefault: boolean, env: NodeJS.ProcessEnv) {
  const read = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?')
  const write = db.prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  const forget = db.prepare('DELETE FROM meta WHERE name = ?')
  const find = () => findInterpreters(env, join(layout.cache, 'python'))

  const settings = (): PythonSettings => {
    const strict = read.get(strictName)?.value
    const preferred = read.get(preferredName)?.value
    return { strict: strict === undefined ? strictByDefault : strict === 'yes', ...(preferred ? { preferred } : {}) }
  }

  return {
    settings,

    /** Every Python found here, what is settled, and where packages come from (without credentials). */
    async report(): Promise<PythonReport> {
      const found = await find()
      const [first] = found
      const index = first ? await readUvEnvironment(first.path, env) : {}
      const addresses = [
        index.UV_DEFAULT_INDEX ?? index.UV_INDEX_URL,
        ...(index.UV_EXTRA_INDEX_URL ?? '').split(/\s+/),
        ...(index.UV_INDEX ?? '').split(/\s+/),
        ...(index.UV_FIND_LINKS ?? '').split(','),
      ].filter((address): address is string => Boolean(address))
      return {
        ...settings(),
        interpreters: found.map(({ path, version, minor }) => ({
          path,
          version,
          isSupported: supportedMinors.some((one) => one === minor),
          isOurs: path.startsWith(layout.cache),
        })),
        supportedMinors: [...supportedMinors],
        indexes: addresses.map(redactLine),
      }
    },

    /** @throws ProblemError `BadArgument` when the preferred Python is none of those found, or none the inference server supports. */
    async save(wanted: PythonSettings): Promise<PythonSettings> {
      if (wanted.preferred !== undefined) {
        const one = (await find()).find(({ path }) => path === wanted.preferred)
        if (!one)
          throw refusal('badArgument', `preferred: there is no Python at ${wanted.preferred}. Choose one of those found.`, {
            target: 'preferred',
          })
        if (!supportedMinors.some((minor) => minor === one.minor))
          throw refusal(
            'badArgument',
            `preferred: Python ${one.version} cannot run the inference server, which needs ${supportedMinors.join(', ')}.`,
            {
              target: 'preferred',
            },
          )
      }
      db.transaction(() => {
        write.run(strictName, wanted.strict ? 'yes' : 'no')
        if (wanted.preferred === undefined) forget.run(preferredName)
        else write.run(preferredName, wanted.preferred)
      })()
      return settings()
    },
  }
}

export type PythonSettingsStore = ReturnType<typeof createPythonSettings>
