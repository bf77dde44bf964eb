import { createHash } from 'node:crypto'
import type { Interpreter } from './interpreters'
import { redactLine } from './redact'

const serverPackage = 'azureml-inference-server-http'

/** Name of the package a requirement line is about, normalised as PEP 503 says; undefined for options and URLs. */
export function requirementName(line: string): string | undefined {
  const name = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/.exec(line)?.[1]
  return name?.toLowerCase().replace(/[-_.]+/g, '-')
}

/** Adds the official inference server when the specification brings neither it nor `azureml-defaults` (which depends on it). */
export function withInferenceServer(requirements: string[]): { requirements: string[]; added: boolean } {
  const present = requirements.some((line) => ['azureml-inference-server-http', 'azureml-defaults'].includes(requirementName(line) ?? ''))
  return { requirements: present ? requirements : [...requirements, serverPackage], added: !present }
}

/** pip options first (they hold for the whole file), then the requirements sorted, each once. */
export function normaliseRequirements(requirements: string[]): string[] {
  const trimmed = [...new Set(requirements.map((line) => line.trim()).filter((line) => line !== ''))]
  return [...trimmed.filter((line) => line.startsWith('-')), ...trimmed.filter((line) => !line.startsWith('-')).sort()]
}

/** Hash of an environment: requirements without credentials, interpreter path and patch version, platform. The server's version is one of the requirements. */
export function environmentHash(requirements: string[], interpreter: Interpreter): string {
  const parts = ['v1', interpreter.path, interpreter.version, interpreter.platform, ...requirements.map(redactLine)]
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)
}
