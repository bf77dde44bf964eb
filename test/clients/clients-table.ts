/** The part of docs/clients.md that is made from what the SDKs were seen to do. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SdkRelease } from './releases'
import type { Seen } from './seen'

const document = join(import.meta.dirname, '../../docs/clients.md')
const begin = '<!-- made by test/clients/azure-ai-ml.real.test.ts -->'
const end = '<!-- end -->'
/** Attribute of MLClient → what the SDK's reference calls it; in the order of the table. */
const groups: readonly [string, string][] = [
  ['online_endpoints', 'OnlineEndpointOperations'],
  ['online_deployments', 'OnlineDeploymentOperations'],
  ['models', 'ModelOperations'],
  ['environments', 'EnvironmentOperations'],
  ['workspaces', 'WorkspaceOperations'],
  ['datastores', 'DatastoreOperations'],
  ['data', 'DataOperations'],
  ['components', 'ComponentOperations'],
]

function outcome(seen: Seen | undefined, group: string, method: string): string {
  if (!seen?.methods[group]?.includes(method)) return '–'
  const calls = seen.calls[group]?.[method]
  if (calls?.includes('passed')) return 'passes'
  if (calls) return '501'
  return 'n/a'
}

function refusedWhole(seen: Seen | undefined, group: string): boolean {
  const outcomes = Object.values(seen?.calls[group] ?? {}).flat()
  return outcomes.every((outcome) => outcome !== 'passed' && outcome.status === 501)
}

/** Wheels, then one row per method: how it ends in each release. Methods that no release has are not listed. */
export function clientsTable(releases: readonly SdkRelease[], seenBy: ReadonlyMap<string, Seen>): string {
  const versions = releases.map(({ version }) => version)
  const lines = [
    '| wheel | sha256 | |',
    '|---|---|---|',
    ...releases.map(({ wheel, sha256, why }) => `| \`${wheel}\` | \`${sha256}\` | ${why} |`),
    '',
  ]
  const notes = new Map<string, string>()
  lines.push(`| method | ${versions.join(' | ')} |`, `|---|${versions.map(() => '---|').join('')}`)
  for (const [group, name] of groups) {
    const methods = [...new Set(versions.flatMap((version) => seenBy.get(version)?.methods[group] ?? []))].sort()
    for (const method of methods) {
      lines.push(`| \`${name}.${method}\` | ${versions.map((version) => outcome(seenBy.get(version), group, method)).join(' | ')} |`)
      for (const version of versions) {
        const seen = seenBy.get(version)
        const why = seen?.calls[group]?.[method] ? undefined : seen?.not_applicable[group]?.[method]
        if (why) notes.set(`${name}.${method}`, why)
      }
    }
  }
  const reasons = [...notes].map(([method, why]) => `- \`${method}\`: ${why}.`)
  const elsewhere = [...new Set(versions.flatMap((version) => Object.keys(seenBy.get(version)?.methods ?? {})))]
    .filter((group) => !groups.some(([known]) => known === group) && versions.every((version) => refusedWhole(seenBy.get(version), group)))
    .sort()
    .map((group) => `\`${group}\``)
  lines.push('', 'Not applicable (n/a), as the agent is never asked:', '', ...reasons)
  lines.push('', `Answered 501 \`NotImplemented\` as a whole: ${elsewhere.join(', ')}.`)
  return lines.join('\n')
}

function parts(): [string, string, string] {
  const text = readFileSync(document, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/clients.md lacks ${begin} … ${end}`)
  return [text.slice(0, from + begin.length), text.slice(from + begin.length, to), text.slice(to)]
}

/** As it stands in docs/clients.md. */
export const writtenTable = (): string => parts()[1].trim()

/** Puts it there. */
export function writeTable(table: string): void {
  const [before, , after] = parts()
  writeFileSync(document, `${before}\n${table}\n${after}`)
}
