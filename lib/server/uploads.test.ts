import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkUploadName, storeUpload } from './uploads'

beforeAll(() => {
  process.env.SCOREPOINT_HOME = mkdtempSync(join(tmpdir(), 'uploads-'))
})
const stream = (...parts: string[]) => new Blob(parts).stream()

describe('an upload', () => {
  it('lands whole under its relative name and answers the folder it belongs to', async () => {
    const file = await storeUpload('0a1b2c3d-upload'.replace('upload', 'abcd'), 'model/weights.bin', stream('ab', 'cd'))
    expect(readFileSync(file.path, 'utf8')).toBe('abcd')
    expect(file.sizeBytes).toBe(4)
    expect(file.path.startsWith(`${file.root}/`)).toBe(true)
    expect(file.root.endsWith('/model')).toBe(true)
  })
  it('leaves nothing behind when the browser breaks off', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('half'))
        controller.error(new Error('gone'))
      },
    })
    const whole = await storeUpload('11111111', 'a.txt', stream('x'))
    await expect(storeUpload('11111111', 'b.txt', broken)).rejects.toThrow('gone')
    expect(readdirSync(dirname(whole.path))).toEqual(['a.txt'])
  })
  it.each(['../evil', 'a/../../evil', '/etc/passwd', 'a//b', './a', 'a\\b', 'a\u202etxt.exe', 'a\u0000b', ''])(
    'refuses the name %j',
    (name) => {
      expect(() => checkUploadName(name)).toThrow(/cannot be uploaded/)
    },
  )
  it('refuses an id that could be a path', async () => {
    await expect(storeUpload('../../x', 'a', stream('x'))).rejects.toThrow(/upload id/)
    expect(existsSync(join(process.env.SCOREPOINT_HOME ?? '', 'x'))).toBe(false)
  })
})
