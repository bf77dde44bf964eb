/** Builds archives byte by byte for tests: honest ones, and those no honest program writes. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'

export interface TarEntry {
  name: string
  content?: Buffer | string
  /** `0` file, `1` hard link, `2` symbolic link, `3` device, `5` folder, `6` pipe, `S` sparse, `x` extended header, `L` long name. */
  type?: string
  link?: string
  mode?: number
  /** Size written into the header when it shall not be that of the content. */
  size?: number
}

export function tar(entries: readonly TarEntry[], closed = true): Buffer {
  const parts = entries.flatMap(({ name, content = '', type = '0', link = '', mode = 0o644, size }) => {
    const body = Buffer.from(content)
    const header = Buffer.alloc(512)
    header.write(name, 0, 100, 'utf8')
    header.write(mode.toString(8).padStart(7, '0'), 100)
    header.write('0000000', 108)
    header.write('0000000', 116)
    header.write((size ?? body.length).toString(8).padStart(11, '0'), 124)
    header.write('00000000000', 136)
    header.write('        ', 148)
    header.write(type, 156)
    header.write(link, 157, 100, 'utf8')
    header.write('ustar\u000000', 257)
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\u0000 `,
      148,
    )
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]
  })
  return Buffer.concat([...parts, Buffer.alloc(closed ? 1024 : 0)])
}

export const tarGz = (entries: readonly TarEntry[]): Buffer => gzipSync(tar(entries))

export interface ZipEntry {
  name: string
  content?: Buffer | string
  /** Unix mode with its type bits. */
  mode?: number
  encrypted?: boolean
  /** Sizes the directory claims instead of the true one. */
  claimed?: number
}

export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, content = '', mode = 0o100644, encrypted = false, claimed } of entries) {
    const body = Buffer.from(content)
    const packed = deflateRawSync(body)
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(encrypted ? 0x801 : 0x800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(body), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claimed ?? body.length, 18)
    common.writeUInt16LE(title.length, 22)
    locals.push(Buffer.from([0x50, 0x4b, 3, 4]), common, title, packed)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE((mode << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    // 3 = made by a Unix program: the upper half of the attributes is its mode.
    central.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), common, tail, title)
    offset += 4 + common.length + title.length + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
