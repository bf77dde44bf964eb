import { createHash } from 'node:crypto'
import { hasInferenceServer } from '@/lib/domain/conda/conda'
import type { Interpreter } from './interpreters'
import { redactLine } from './redact'

const serverPackage = 'azureml-inference-server-http'

/** Adds the official inference server when the specification brings neither it nor `azureml-defaults` (which depends on it). */
export function withInferenceServer(requirements: string[]): { requirements: string[]; added: boolean } {
  const present = hasInferenceServer(requirements)
  return { requirements: present ? requirements : [...requirements, serverPackage], added: !present }
}

/** pip options first (they hold for the whole file), then the requirements sorted, each once. */
export function normaliseRequirements(requirements: string[]): string[] {
  const trimmed = [...new Set(requirements.map((line) => line.trim()).filter((line) => line !== ''))]
  return [...trimmed.filter((line) => line.startsWith('-')), ...trimmed.filter((line) => !line.startsWith('-')).sort()]
}

/**
 * Hash of an environment: requirements without credentials, interpreter path and patch version, platform.
 * A requirement without a version counts by its name, the inference server too: what was installed first is reused, as an image would be.
 */
export function environmentHash(requirements: string[], interpreter: Interpreter): string {
  const parts = ['v1', interpreter.path, interpreter.version, interpreter.platform, ...requirements.map(redactLine)]
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)
}
