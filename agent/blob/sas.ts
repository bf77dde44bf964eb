/** Shared access signatures for one container: made by the agent, checked by the agent. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { storageAccount } from '@/agent/assets/reference'

/** r read, a add, c create, w write, l list: what uploads and downloads of the SDKs need. */
export const uploadPermissions = 'racwl'
export const readPermissions = 'rl'
const version = '2021-08-06'

interface SasFields {
  container: string
  permissions: string
  start: string
  expiry: string
  protocol: string
  version: string
}

/** Doc: https://learn.microsoft.com/rest/api/storageservices/create-service-sas (version 2020-12-06 and later). */
function signature(key: string, fields: SasFields): string {
  const resource = `/blob/${storageAccount}/${fields.container}`
  const { permissions, start, expiry, protocol } = fields
  const text = [permissions, start, expiry, resource, '', '', protocol, fields.version, 'c', '', '', '', '', '', '', ''].join('\n')
  return createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64')
}

/** Query string (no `?`) that grants `permissions` on one container for `lifeMs`. `key` is base64. */
export function signContainerSas(key: string, container: string, permissions: string, lifeMs: number, now = Date.now()): string {
  const expiry = `${new Date(now + lifeMs).toISOString().slice(0, 19)}Z`
  const sig = signature(key, { container, permissions, start: '', expiry, protocol: 'https', version })
  return new URLSearchParams({ sv: version, sr: 'c', sp: permissions, se: expiry, spr: 'https', sig }).toString()
}

/** True when `query` carries a signature of ours for this container that has not expired and grants one of `anyOf`. */
export function checkContainerSas(key: string, container: string, query: URLSearchParams, anyOf: string, now = Date.now()): boolean {
  const fields: SasFields = {
    container,
    permissions: query.get('sp') ?? '',
    start: query.get('st') ?? '',
    expiry: query.get('se') ?? '',
    protocol: query.get('spr') ?? '',
    version: query.get('sv') ?? '',
  }
  const given = Buffer.from(query.get('sig') ?? '', 'utf8')
  const expected = Buffer.from(signature(key, fields), 'utf8')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false
  const granted = [...anyOf].some((permission) => fields.permissions.includes(permission))
  return granted && query.get('sr') === 'c' && Date.parse(fields.expiry) > now
}
