/** What is settled about images: kept in the journal, in force for the next deployment; variables of the agent's environment go before. */
import { refusal } from '@/agent/errors'
import type { AgentDatabase } from '@/agent/store/database'
import {
  type ImageSettings,
  type ImageSettingsView,
  imageSettingsSchema,
  pullPolicies,
  startingImageSettings,
} from '@/lib/contract/image-settings'
import { ProblemError } from '@/lib/problems/problem'
import { parseImageMap } from './image-policy'

const metaName = 'images'

function badSetting(name: string, message: string): ProblemError {
  return new ProblemError({ code: 'Agent.BadSetting', message, target: name, origin: 'agent', retryable: false })
}

/**
 * Reads SCOREPOINT_IMAGE_POLICY (IfNotPresent) and SCOREPOINT_IMAGE_MAP (`pattern=image,…`).
 * @throws ProblemError `Agent.BadSetting` naming the variable.
 */
export function fixedImageSettings(env: Record<string, string | undefined>): Partial<ImageSettings> {
  const { SCOREPOINT_IMAGE_POLICY: asked, SCOREPOINT_IMAGE_MAP: text } = env
  const policy = pullPolicies.find((one) => one.toLowerCase() === asked?.toLowerCase())
  if (asked && policy === undefined)
    throw badSetting('SCOREPOINT_IMAGE_POLICY', `SCOREPOINT_IMAGE_POLICY is "${asked}"; it must be IfNotPresent, Always or Never.`)
  try {
    return { ...(policy === undefined ? {} : { policy }), ...(text ? { map: parseImageMap(text) } : {}) }
  } catch (error) {
    throw badSetting(
      'SCOREPOINT_IMAGE_MAP',
      `SCOREPOINT_IMAGE_MAP: ${error instanceof Error ? error.message : String(error)}; write mcr.microsoft.com/azureml/*=my-base:1, entries apart by commas.`,
    )
  }
}

/** @throws ProblemError `Agent.BadSetting`. */
export function createImageSettings(db: AgentDatabase, env: Record<string, string | undefined>) {
  const read = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?')
  const write = db.prepare('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  const fixed = fixedImageSettings(env)

  function stored(): ImageSettings {
    const text = read.get(metaName)?.value
    const parsed = text === undefined ? undefined : imageSettingsSchema.safeParse(JSON.parse(text))
    return parsed?.success ? parsed.data : startingImageSettings
  }
  const settings = (): ImageSettings => ({ ...stored(), ...fixed })

  return {
    settings,
    view: (): ImageSettingsView => ({
      ...settings(),
      fixed: [...(fixed.policy === undefined ? [] : ['policy' as const]), ...(fixed.map === undefined ? [] : ['map' as const])],
    }),
    /** @throws ProblemError `BadArgument` when it changes what a variable settles, or a map names no image. */
    save(wanted: ImageSettings): ImageSettingsView {
      if (fixed.policy !== undefined && wanted.policy !== fixed.policy)
        throw refusal('badArgument', 'policy: SCOREPOINT_IMAGE_POLICY settles it; change the variable and start the agent again.', {
          target: 'policy',
        })
      if (fixed.map !== undefined && JSON.stringify(wanted.map) !== JSON.stringify(fixed.map))
        throw refusal('badArgument', 'map: SCOREPOINT_IMAGE_MAP settles it; change the variable and start the agent again.', {
          target: 'map',
        })
      try {
        parseImageMap(wanted.map.map(({ pattern, image }) => `${pattern}=${image}`).join(','))
      } catch (error) {
        throw refusal('badArgument', `map: ${error instanceof Error ? error.message : String(error)}.`, { target: 'map' })
      }
      write.run(metaName, JSON.stringify(wanted))
      return this.view()
    },
  }
}

export type ImageSettingsStore = ReturnType<typeof createImageSettings>
