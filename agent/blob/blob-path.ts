/** What a container and a blob may be called. A blob path never becomes a file name of ours until every segment passed here. */
import { refusal } from '@/agent/errors'

const containerName = /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/
/** Control characters, bidirectional overrides and zero-width characters: they make two names look like one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const deceptive = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/
export const maxPathChars = 1024
const maxSegmentBytes = 255
const maxSegments = 64

/** @throws ProblemError BadArgument for anything but 3 to 63 lower-case letters, digits and single hyphens. */
export function checkContainerName(name: string): string {
  if (containerName.test(name)) return name
  throw refusal('badArgument', `"${name}" is no container name: use 3 to 63 lower-case letters, digits and single hyphens.`, {
    target: 'container',
  })
}

/** Why a relative path with `/` cannot become files below a folder of ours, or undefined when it can. */
export function pathFault(path: string): string | undefined {
  if (path === '') return 'it is empty'
  if (path.length > maxPathChars) return `it is longer than ${maxPathChars} characters`
  if (deceptive.test(path)) return 'it has control or invisible characters'
  if (path.includes('\\')) return 'it has a backslash'
  const segments = path.split('/')
  if (segments.length > maxSegments) return `it is deeper than ${maxSegments} folders`
  for (const segment of segments) {
    if (segment === '') return 'it has an empty segment'
    if (segment === '.' || segment === '..') return `it has the segment "${segment}"`
    if (Buffer.byteLength(segment) > maxSegmentBytes) return `a segment is longer than ${maxSegmentBytes} bytes`
  }
  return undefined
}

/** @throws ProblemError BadArgument naming the fault. */
export function checkBlobPath(path: string): string {
  const fault = pathFault(path)
  if (fault === undefined) return path
  throw refusal('badArgument', `The blob path "${path.slice(0, 200)}" is refused: ${fault}.`, { target: 'blob' })
}
