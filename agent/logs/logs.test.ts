import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { indexPath } from '@/agent/logs/index-file'
import { logSources } from '@/agent/logs/line-format'
import { readLines } from '@/agent/logs/log-file'
import { recoverRotation, rotateLog } from '@/agent/logs/log-pieces'
import type { LogQuery } from '@/agent/logs/log-search'
import { createLogService, type LogService } from '@/agent/logs/log-service'
import type { LogFilter } from '@/agent/logs/log-view'
import { cleanLogText } from '@/agent/logs/parse-line'

let directory: string
let service: LogService
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'scorepoint-logs-'))
  service = createLogService()
})
afterEach(() => {
  service.close()
  rmSync(directory, { recursive: true, force: true })
})

const all: LogFilter = { sources: logSources }
const server = 'e.blue.1.0.inference-server.log'
const stamp = (second: number) => `2026-01-02 03:04:${String(second).padStart(2, '0')},000`
const write = (name: string, text: string | Buffer) => appendFileSync(join(directory, name), text)
const texts = (filter: LogFilter = all, of = service) => of.rows(directory, filter, { from: 0, count: 1000 }).rows.map((row) => row.text)
const hits = (query: LogQuery, filter: LogFilter = all) =>
  [...service.search(directory, filter, query).steps].flatMap((step) => step.numbers).sort((a, b) => a - b)

it('keeps colours and drops every other control sequence', () => {
  expect(cleanLogText('a\u001b[31mred\u001b[0m\u001b[2J\u001b]8;;http://x\u0007link\u0007\u0000b\t')).toBe('a\u001b[31mred\u001b[0mlinkb\t')
})

describe('levels and entries', () => {
  const marks = (name: string, lines: string[]) => {
    write(name, `${lines.join('\n')}\n`)
    return service
      .rows(directory, all, { from: 0, count: 100 })
      .rows.map((row) => `${row.level ?? '-'}${row.continues ? ' +' : ''}${row.lines ? ` ${row.lines}` : ''}`)
  }
  it('folds a traceback, chained and with a message of several lines, and nothing else', () => {
    const lines = [
      `${stamp(1)} I [7] azmlinfsrv.print - received`,
      `${stamp(2)} E [7] azmlinfsrv - Encountered Exception: Traceback (most recent call last):`,
      '  File "score.py", line 3, in run',
      '    return data["x"]',
      "KeyError: 'x'",
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "score.py", line 5, in run',
      'ValueError: two',
      'lines of message',
      `${stamp(3)} I [7] azmlinfsrv - POST /score 500 12.9ms 80`,
    ]
    expect(marks(server, lines)).toEqual(['info', 'error 10', ...Array.from({ length: 10 }, () => 'error +'), 'info'])
    expect(texts({ ...all, folded: true })).toHaveLength(3)
  })
  it('reads levels from letters, words and JSON', () => {
    const lines = [
      `${stamp(1)} W [7] root - careful`,
      `${stamp(2)} I [7] azmlinfsrv.print - ERROR: printed`,
      `${stamp(3)} I [7] root - {"level": "warning", "message": "x"}`,
      '[2026-01-02 04:04:05 +0100] [7] [WARNING] gunicorn',
      '{"severity":"ERROR","time":"2026-01-02T03:04:09Z"}',
      'DEBUG:root:x',
      'plain text with an error in it',
      'a.py:3: UserWarning: old',
    ]
    expect(marks(server, lines)).toEqual(['warning', 'error', 'warning', 'warning', 'error', 'debug', '-', 'warning'])
  })
  it('takes lines of a tool as lines of their own', () => {
    expect(marks('build.log', [`${stamp(1)} I [scorepoint] Building`, 'Resolved 3 packages', ' + flask==3', 'error: no wheel'])).toEqual([
      'info',
      '-',
      '-',
      'error',
    ])
  })
})

describe('a view', () => {
  it('merges files by time, filters, and says where a line stands under another filter', () => {
    write('build.log', `${stamp(1)} I [1] build - one\n${stamp(5)} I [1] build - five\n`)
    write(server, `${stamp(2)} E [1] server - two\n  more\n${stamp(6)} I [1] server - six\n`)
    write('e.blue.1.0.storage-initializer.log', `${stamp(3)} I [1] storage - three\n`)
    const shown = service.view(directory, all, {})
    expect(shown.rows.map((row) => row.text.split(' - ').at(-1))).toEqual(['one', 'two', '  more', 'three', 'five', 'six'])
    expect(shown.rows[2]).toMatchObject({
      source: 'inference-server',
      instance: 'e.blue.1.0',
      time: '2026-01-02T03:04:02.000Z',
      level: 'error',
    })
    expect(shown.counts).toEqual({ build: 2, 'storage-initializer': 1, 'inference-server': 3, events: 0 })
    expect(Object.keys(shown.notes)).toEqual(['events'])
    expect(texts({ ...all, level: 'error' })).toHaveLength(2)
    expect(texts({ ...all, instance: 'e.blue.1.9' })).toHaveLength(2)
    expect(texts({ ...all, sinceMs: Date.UTC(2026, 0, 2, 3, 4, 3), untilMs: Date.UTC(2026, 0, 2, 3, 4, 6) })).toHaveLength(2)
    const three = shown.rows[3]?.id ?? ''
    expect(service.view(directory, { sources: ['build'] }, { anchor: three }).anchor).toBe(1)
    expect(service.view(directory, { sources: ['storage-initializer', 'build'] }, { anchor: three }).anchor).toBe(1)
    expect(service.line(directory, three)?.text).toContain('three')
    expect(() => service.view(directory, all, { anchor: 'no id' })).toThrow(/offset/)
  })

  it('tells a follower of a late line from which number on to read again', () => {
    write(server, `${stamp(1)} I [1] x - a\n${stamp(5)} I [1] x - c\n`)
    const known = service.view(directory, all, {})
    expect(service.changes(directory, all, known)).toBeUndefined()
    write('events.log', `${stamp(3)} I [1] x - b\n`)
    texts()
    const changed = service.changes(directory, all, known)
    expect(changed).toMatchObject({ renumberedFrom: 1, start: 0, end: 3 })
    expect(changed?.rows.map((row) => row.text.slice(-1))).toEqual(['b', 'c'])
    write(server, `${stamp(6)} I [1] x - d\n`)
    const next = service.changes(directory, all, changed ?? known)
    expect(next?.rows.map((row) => [row.number, row.text.slice(-1)])).toEqual([[3, 'd']])
    expect(next?.renumberedFrom).toBeUndefined()
  })
})

const line = fc.record({
  file: fc.integer({ min: 0, max: 3 }),
  second: fc.option(fc.integer({ min: 0, max: 59 }), { nil: undefined }),
  level: fc.constantFrom('D', 'I', 'W', 'E'),
  text: fc.oneof(
    fc.constantFrom('Aa', 'aA', 'Äb', 'äB', 'ax', '\u001b[31mA\u001b[0ma', ''),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  ),
  rotates: fc.boolean(),
})
const names = ['build.log', 'events.log', 'x.1.inference-server.log', 'x.2.inference-server.log']
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is removed
const visible = (text: string) => cleanLogText(text).replace(/\u001b\[[0-9;:]*m/g, '')

describe('against a naive reader', () => {
  it('merges, resumes after a restart, searches and filters, however writes, reads and rotations interleave', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 50 }),
        fc.constantFrom('a', 'A', 'Ä', 'x', 'aa'),
        fc.boolean(),
        (writes, wanted, matchCase) => {
          service.close()
          rmSync(directory, { recursive: true, force: true })
          directory = mkdtempSync(join(tmpdir(), 'scorepoint-logs-'))
          const perFile: { time: number; text: string; body: string }[][] = [[], [], [], []]
          for (const { file, second, level, text, rotates } of writes) {
            const body = text.replace(/[\r\n]/g, '')
            const before = perFile[file]?.at(-1)?.time
            // The first line of a file says when it was written, as every writer of ours does.
            const at = second ?? (before === undefined ? 0 : undefined)
            const whole = at === undefined ? `.${body}` : `${stamp(at)} ${level} [1] x - ${body}`
            const time = Math.max(before ?? 0, at ?? 0)
            perFile[file]?.push({ time, text: whole, body: at === undefined ? whole : whole.slice(24) })
            write(names[file] ?? '', `${whole}\n`)
            if (rotates) {
              rotateLog(join(directory, names[file] ?? ''), { partBytes: 0, olderBytes: 1_000_000 })
              texts()
            }
          }
          const keys = ['build', 'events', 'x.1/i', 'x.2/i']
          const order = service.rows(directory, all, { from: 0, count: 1000 }).rows.map((row) => keys.indexOf(row.id.split('@')[0] ?? ''))
          const found = new Set(order)
          const sequence = [...order.filter((file, index) => order.indexOf(file) === index)]
          expect(found.size).toBe(perFile.filter((lines) => lines.length > 0).length)
          const shown = service.rows(directory, all, { from: 0, count: 1000 }).rows
          const times = shown.map((row) => row.time)
          expect(times).toEqual(times.toSorted())
          for (const file of sequence) {
            const own = shown.filter((row) => row.id.startsWith(`${keys[file]}@`)).map((row) => row.text)
            expect(own).toEqual(perFile[file]?.map(({ text }) => cleanLogText(text)))
          }
          const again = createLogService()
          expect(texts(all, again).toSorted()).toEqual(texts().toSorted())
          again.close()
          const bodies = shown.map((row) => visible(row.text.slice(row.stamp ?? 0)))
          const fold = (text: string) => (matchCase ? text : text.toLowerCase())
          const expected = bodies.flatMap((body, number) => (fold(body).includes(fold(wanted)) ? [number] : []))
          expect(hits({ text: wanted, matchCase })).toEqual(expected)
          expect(hits({ text: wanted, matchCase, regex: true })).toEqual(expected)
          expect(hits({ text: wanted, matchCase, inverse: true })).toEqual(
            bodies.map((_, number) => number).filter((number) => !expected.includes(number)),
          )
          const errors = shown.filter((row) => row.level === 'error').map((row) => row.id)
          expect(service.rows(directory, { ...all, level: 'error' }, { from: 0, count: 1000 }).rows.map((row) => row.id)).toEqual(errors)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('search', () => {
  it('marks where it found something, in the text without colours', () => {
    write(server, `${stamp(1)} I [1] x - \u001b[31mKey\u001b[0mError: key\n`)
    const [row] = service.rows(directory, all, { from: 0, query: { text: 'key' } }).rows
    const plain = visible(row?.text ?? '')
    expect(row?.marks?.map(([from, to]) => plain.slice(from, to))).toEqual(['Key', 'key'])
  })
  it('refuses what is no expression, and ends one that would need years', () => {
    write(server, `${stamp(1)} I [1] x - ${'a'.repeat(60)}b\n`)
    expect(() => hits({ text: '(', regex: true })).toThrow(/no regular expression/)
    expect(() => hits({ text: '(a+)+$', regex: true })).toThrow(/too long/)
  })
  it('finds a folded entry by a line within it', () => {
    write(server, `${stamp(1)} E [1] x - Traceback (most recent call last):\n  File "score.py"\nKeyError: 1\n`)
    expect(hits({ text: 'KeyError' }, { ...all, folded: true })).toEqual([0])
  })
})

describe('rotation and the saved index', () => {
  const path = () => join(directory, server)
  const numbered = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `${stamp(0)} I [1] x - line ${String(from + index).padStart(6, '0')} ${'y'.repeat(80)}`)

  it('numbers lines from the first ever, also after parts were dropped and the agent was restarted', () => {
    const limits = { partBytes: 5_000_000, olderBytes: 9_000_000 }
    for (let part = 0; part < 4; part++) {
      write(server, `${numbered(part * 50_000, part * 50_000 + 50_000).join('\n')}\n`)
      service.view(directory, all, {})
      rotateLog(path(), limits)
    }
    const { start, end, rows } = service.view(directory, all, { rows: 1 })
    expect(end).toBe(200_000)
    expect(start).toBeGreaterThan(0)
    expect(rows[0]?.text).toContain('line 199999')
    expect(service.rows(directory, all, { from: start, count: 1 }).rows[0]?.text).toContain(`line ${String(start).padStart(6, '0')}`)
    expect(existsSync(indexPath(path()))).toBe(true)
    expect(statSync(indexPath(path())).size / (end - start)).toBeLessThan(10)
    const again = createLogService()
    const restarted = again.view(directory, all, { rows: 1 })
    expect(restarted.end - restarted.start).toBe(end - start)
    expect(again.line(directory, rows[0]?.id ?? '')?.text).toContain('line 199999')
    again.close()
    expect(readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)).toBeLessThan(20_000_000)
  })

  it('indexes again from the bytes when the saved index does not fit', () => {
    write(server, `${numbered(0, 60_000).join('\n')}\n`)
    service.view(directory, all, {})
    service.forget(directory)
    const saved = readFileSync(indexPath(path()))
    writeFileSync(indexPath(path()), saved.subarray(0, saved.length - 7))
    expect(service.view(directory, all, { rows: 1 })).toMatchObject({ start: 0, end: 60_000 })
    service.forget(directory)
    writeFileSync(indexPath(path()), Buffer.alloc(200, 7))
    expect(service.view(directory, all, { rows: 1 })).toMatchObject({ start: 0, end: 60_000 })
  })

  it('is completed or undone when the process was killed in the midst of it', () => {
    const before = `${numbered(0, 100).join('\n')}\n`
    write(server, before)
    copyFileSync(path(), `${path()}.0.partial`)
    recoverRotation(path())
    expect(readdirSync(directory)).toEqual([server])
    writeFileSync(`${path()}.0.partial`, before)
    writeFileSync(path(), `${numbered(100, 300).join('\n')}\n`)
    recoverRotation(path())
    expect(readdirSync(directory).sort()).toEqual([server, `${server}.0`])
    expect(texts()).toEqual(numbered(0, 300))
    expect(readLines(path(), 0, 1000, 1_000_000).lines.map(({ text }) => text)).toEqual(numbered(0, 300))
  })

  it('keeps only the end of a log that grew far beyond its limits while nobody looked, and says so', () => {
    write(server, `${numbered(0, 1000).join('\n')}\n`)
    service.view(directory, all, {})
    rotateLog(path(), { partBytes: 1000, olderBytes: 22_000 })
    write(server, `${stamp(1)} I [1] x - more\n`)
    const shown = service.view(directory, all, { rows: 1000 })
    expect(shown.rows.at(-1)?.text).toContain('more')
    expect(readLines(path(), 0, 1000, 1_000_000).lines.at(-1)?.text).toContain('more')
  })
})

it('finds the lines of one request among those of others, with its traceback', () => {
  const access = (pid: number, id: string) =>
    `${stamp(9)} I [${pid}] gunicorn.access -  - - [x] "POST /score HTTP/1.1" 500 1 "-" "-" 3000us ${id}`
  const lines = (pid: number, name: string) => [
    `${stamp(9)} I [${pid}] azmlinfsrv.print - got ${name}`,
    `${stamp(9)} E [${pid}] azmlinfsrv - Encountered Exception: Traceback (most recent call last):`,
    `  File "score.py", line 1, in ${name}`,
    `KeyError: '${name}'`,
    '',
    `${stamp(9)} I [${pid}] azmlinfsrv - POST /score 500 1.0ms 9`,
  ]
  const interleaved = [...lines(1, 'a').slice(0, 1), ...lines(2, 'other').slice(0, 5), ...lines(1, 'a').slice(1), lines(2, 'other')[5]]
  write(server, `${[...lines(1, 'earlier'), access(1, 'id-0'), ...interleaved, access(1, 'id-1'), access(2, 'id-2')].join('\n')}\n`)
  const found = service.request(directory, { requestId: 'id-1' })
  expect(found).toMatchObject({ by: 'request-id', instance: 'e.blue.1.0' })
  expect(found.rows.map((row) => row.text)).toEqual([...lines(1, 'a'), access(1, 'id-1')])
  expect(found.traceback).toBe('Traceback (most recent call last):\n  File "score.py", line 1, in a\nKeyError: \'a\'')
  expect(service.request(directory, { requestId: 'id-9' })).toMatchObject({ by: 'none', rows: [] })
  const between = { instance: 'e.blue.1.0', fromMs: Date.UTC(2026, 0, 2, 3, 4, 9), toMs: Date.UTC(2026, 0, 2, 3, 4, 9, 500) }
  expect(service.request(directory, { ...between, requestId: 'id-9' })).toMatchObject({ by: 'time' })
})
