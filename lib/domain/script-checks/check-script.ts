import type { Finding } from '@/lib/contract/finding'
import { maxScriptBytes, type ScriptReading } from '@/lib/contract/script-facts'
import { checkFunctions } from '@/lib/domain/script-checks/functions'
import { checkImports } from '@/lib/domain/script-checks/imports'
import { checkModelPaths } from '@/lib/domain/script-checks/model-paths'
import { type ScriptCheck, type ScriptContext, scriptPath } from '@/lib/domain/script-checks/script-context'
import { scriptTraps } from '@/lib/domain/script-checks/traps'

const maxFindings = 60
const checks: readonly ScriptCheck[] = [checkFunctions, checkImports, checkModelPaths, ...scriptTraps]

const unreadableReasons: Readonly<Record<NonNullable<ScriptReading['unreadable']>, string>> = {
  large: `it is larger than ${maxScriptBytes / 1024} KiB`,
  nul: 'it holds a NUL character',
  deep: 'it nests too deep',
  slow: 'reading it took too long or too much memory',
  answer: 'what Python said about it cannot be understood',
}

/** All rules about one Python file, in the order of its lines. Pure: the reading comes from lib/script-lint. */
export function checkScript(reading: ScriptReading, context: Omit<ScriptContext, 'facts'>): Finding[] {
  const { file } = context
  const base = { path: scriptPath, stage: 'files', file } as const
  const { syntaxError, unreadable, facts } = reading
  if (syntaxError) {
    const { message, ...position } = syntaxError
    return [
      {
        ...base,
        ...position,
        severity: 'error',
        rule: 'script-syntax',
        message: `This is no valid Python: ${message}.`,
        fix: 'Often the mistake is at the end of the line before.',
        values: { file, line: position.line, reason: message },
      },
    ]
  }
  if (unreadable !== undefined)
    return [
      {
        ...base,
        line: 1,
        column: 1,
        severity: 'warning',
        rule: 'script-unreadable',
        message: `${file} could not be checked: ${unreadableReasons[unreadable]}.`,
        values: { file, fault: unreadable, limit: maxScriptBytes / 1024 },
      },
    ]
  if (!facts) return []
  return checks
    .flatMap((check) => check({ ...context, facts }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .slice(0, maxFindings)
}
