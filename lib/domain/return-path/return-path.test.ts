import { expect, it } from 'vitest'
import { returnPath } from './return-path'

it.each([
  ['/endpoints/diabetes/logs?deployment=blue', '/endpoints/diabetes/logs?deployment=blue'],
  ['/endpoints?_rsc=abc&sort=name', '/endpoints?sort=name'],
])('keeps the place %s', (wanted, expected) => expect(returnPath(wanted)).toBe(expected))

it.each([
  null,
  '',
  'endpoints',
  '//evil.example',
  '/\\evil.example',
  '/a\\b',
  'https://evil.example/',
  '/%0a\n',
  '/signin?to=/x',
  '/api/session',
])('goes home for %j', (wanted) => expect(returnPath(wanted)).toBe('/'))
