import { z } from 'zod'

/** When an image is fetched: when it is missing, before every deployment, or never. */
export const pullPolicies = ['IfNotPresent', 'Always', 'Never'] as const
export type PullPolicy = (typeof pullPolicies)[number]

/** An image, as `docker pull` takes it. */
const image = z
  .string()
  .max(512)
  .regex(/^[\w][\w./:@-]*$/)

/** What can be settled about images; SCOREPOINT_IMAGE_POLICY and SCOREPOINT_IMAGE_MAP go before it. */
export const imageSettingsSchema = z.strictObject({
  policy: z.enum(pullPolicies),
  /** Images that stand in for others: `mcr.microsoft.com/azureml/*` → a local base. `*` = any characters; the first entry that fits counts. */
  map: z
    .array(
      z.strictObject({
        pattern: z
          .string()
          .max(512)
          .regex(/^[\w./:@*-]+$/),
        image,
      }),
    )
    .max(100),
})
export type ImageSettings = z.infer<typeof imageSettingsSchema>

export const startingImageSettings: ImageSettings = { policy: 'IfNotPresent', map: [] }

/** The settings in force, as a part of `GET /_scorepoint/engine`; changed by `PUT /_scorepoint/engine/images`. */
export interface ImageSettingsView extends ImageSettings {
  /** Set by a variable of the agent's environment and not changed here. */
  fixed: ('policy' | 'map')[]
}
