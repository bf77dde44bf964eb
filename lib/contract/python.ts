import { z } from 'zod'

/** What can be settled about Pythons. */
export const pythonSettingsSchema = z.strictObject({
  /** A version that is not on this computer is an error instead of a recorded deviation. */
  strict: z.boolean(),
  /** Path of the Python taken where several fit; absent = the newest that fits. */
  preferred: z.string().min(1).max(4096).optional(),
})
export type PythonSettings = z.infer<typeof pythonSettingsSchema>

export interface PythonReport extends PythonSettings {
  interpreters: {
    path: string
    /** `3.11.7`. */
    version: string
    /** The inference server runs on it. */
    isSupported: boolean
    /** Fetched by Scorepoint into its own folder. */
    isOurs: boolean
  }[]
  /** `3.12`, `3.11`, … */
  supportedMinors: string[]
  /** Where packages come from, the main index first; empty = PyPI. Credentials are taken out. */
  indexes: string[]
}
