import { isRecord } from '@/lib/domain/convert/yaml-data'

/** Last segment of a `$schema` address without the ending, in lower case. */
export function schemaName(data: unknown): string | undefined {
  if (!isRecord(data) || typeof data.$schema !== 'string') return undefined
  const file = data.$schema.split(/[?#]/)[0]?.split('/').pop() ?? ''
  return file.replace(/(\.schema)?\.json$/i, '').toLowerCase() || undefined
}
