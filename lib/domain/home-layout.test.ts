import { expect, test } from 'vitest'
import { homeLayout, socketPath } from './home-layout'

const deep = `/home/${'deep/'.repeat(30)}run`

test('sockets lie in the data folder while their name fits, else in a folder of this user and this data folder', () => {
  expect(homeLayout('/home/me/.scorepoint').routerControlSocket).toBe('/home/me/.scorepoint/run/router.sock')
  const far = socketPath(deep, 'router.sock', 4_294_967_294)
  expect(far).toMatch(/^\/tmp\/scorepoint-4294967294\/[0-9a-f]{16}\/router\.sock$/)
  expect(socketPath(deep, 'router.sock', 4_294_967_294)).toBe(far)
  expect(socketPath(`${deep}2`, 'router.sock', 4_294_967_294)).not.toBe(far)
  // The longest there is: a worker's below the largest user id.
  expect(Buffer.byteLength(socketPath(deep, `w/${'f'.repeat(16)}.sock`, 4_294_967_294))).toBeLessThanOrEqual(103)
})

test('the last path that fits is kept', () => {
  const run = `/${'r'.repeat(103 - '//router.sock'.length)}`
  expect(socketPath(run, 'router.sock')).toBe(`${run}/router.sock`)
  expect(socketPath(`${run}r`, 'router.sock')).toContain('/tmp/')
})
