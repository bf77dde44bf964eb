/** The few messages exchanged with BuildKit, in protobuf's wire format (https://protobuf.dev/programming-guides/encoding/). Pure. */

/** Fields of one message in the order of arrival: a number for varints, bytes for everything that has a length. */
export type ProtoField = [number: number, value: number | Uint8Array]

/** Splits a message into its fields. @throws Error when it is cut short or uses a wire type of protobuf 2. */
export function readFields(bytes: Uint8Array): ProtoField[] {
  const fields: ProtoField[] = []
  let at = 0
  // Numbers here (times, sizes) stay below 2^53.
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]
      if (byte === undefined) throw new Error('a message of the builder is cut short')
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const key = varint()
    const wire = key % 8
    const number = Math.floor(key / 8)
    if (wire === 0) fields.push([number, varint()])
    else if (wire === 1 || wire === 5) at += wire === 1 ? 8 : 4
    else if (wire === 2) {
      const length = varint()
      if (at + length > bytes.length) throw new Error('a message of the builder is cut short')
      fields.push([number, bytes.subarray(at, at + length)])
      at += length
    } else throw new Error(`a message of the builder has the unknown wire type ${wire}`)
  }
  return fields
}

const utf8 = new TextDecoder()

/** The last value of a text field; empty when it is absent, as protobuf 3 has it. */
export function textOf(fields: readonly ProtoField[], number: number): string {
  const value = fields.findLast(([one]) => one === number)?.[1]
  return value instanceof Uint8Array ? utf8.decode(value) : ''
}

export function numberOf(fields: readonly ProtoField[], number: number): number {
  const value = fields.findLast(([one]) => one === number)?.[1]
  return typeof value === 'number' ? value : 0
}

/** Every value of a repeated message or bytes field. */
export function bytesOf(fields: readonly ProtoField[], number: number): Uint8Array[] {
  return fields.flatMap(([one, value]) => (one === number && value instanceof Uint8Array ? [value] : []))
}

/** ISO 8601 of a `google.protobuf.Timestamp`; undefined when the field is absent. */
export function timeOf(fields: readonly ProtoField[], number: number): string | undefined {
  const [value] = bytesOf(fields, number)
  if (value === undefined) return undefined
  const inner = readFields(value)
  return new Date(numberOf(inner, 1) * 1000 + Math.floor(numberOf(inner, 2) / 1e6)).toISOString()
}

/** A message of text and bytes fields. */
export function writeFields(fields: readonly [number: number, value: string | Uint8Array][]): Buffer {
  const parts = fields.flatMap(([number, value]) => {
    const bytes = Buffer.from(value)
    return [varintBytes(number * 8 + 2), varintBytes(bytes.length), bytes]
  })
  return Buffer.concat(parts)
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}
