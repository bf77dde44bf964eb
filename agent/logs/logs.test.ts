import { appendFileSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { followLogs } from '@/agent/logs/follow'
import { maxLineBytes, tailOffset } from '@/agent/logs/log-file'
import { recoverRotation, rotateLog } from '@/agent/logs/log-pieces'
import { createLogReader, emptyReasons } from '@/agent/logs/log-reader'
import { cleanLogText, parseLogLine } from '@/agent/logs/parse-line'
import type { LogLine } from '@/lib/contract/scorepoint'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'scorepoint-logs-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const stamp = (second: number) => `2026-01-02 03:04:${String(second).padStart(2, '0')},000`
const write = (name: string, text: string | Buffer) => appendFileSync(join(directory, name), text)

describe('parseLogLine', () => {
  it('reads the formats of the inference server and of gunicorn as UTC', () => {
    expect(parseLogLine('2026-01-02 03:04:05,678 E [12] azmlinfsrv - no')).toEqual({
      timeMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      level: 'error',
    })
    expect(parseLogLine('[2026-01-02 04:04:05 +0100] [7] [WARNING] x')).toEqual({ timeMs: Date.UTC(2026, 0, 2, 3, 4, 5), level: 'warning' })
    expect(parseLogLine('Traceback (most recent call last):')).toEqual({})
  })
  it('keeps colours and drops every other control sequence', () => {
    expect(cleanLogText('a\u001b[31mred\u001b[0m\u001b[2J\u001b]8;;http://x\u0007link\u0007\u0000b\t')).toBe(
      'a\u001b[31mred\u001b[0mlinkb\t',
    )
  })
})

describe('createLogReader', () => {
  it('merges files by time, lets lines without a time inherit it and resumes after any cursor', () => {
    write('build.log', `${stamp(1)} I [1] build - one\n${stamp(5)} I [1] build - five\n`)
    write('e.blue.1.0.inference-server.log', `${stamp(2)} E [1] server - two\nTraceback\n${stamp(6)} I [1] server - six\n`)
    write('e.blue.1.0.storage-initializer.log', `${stamp(3)} I [1] storage - three\n`)
    const all = createLogReader(directory, {}).tail(100)
    expect(all.map((line) => line.text.split(' - ').at(-1))).toEqual(['one', 'two', 'Traceback', 'three', 'five', 'six'])
    expect(all[2]).toMatchObject({ source: 'inference-server', instance: 'e.blue.1.0', time: '2026-01-02T03:04:02.000Z' })
    expect(all[2]?.level).toBeUndefined()
    for (const [index, line] of all.entries()) {
      const rest = createLogReader(directory, {}, line.cursor).next(100)
      expect(rest.map((next) => next.text)).toEqual(all.slice(index + 1).map((next) => next.text))
    }
    expect(
      createLogReader(directory, {})
        .tail(2)
        .map((line) => line.text.split(' - ')[1]),
    ).toEqual(['five', 'six'])
    expect(createLogReader(directory, { sources: ['build'] }).tail(10)).toHaveLength(2)
    expect(
      createLogReader(directory, { instance: 'e.blue.1.1' })
        .tail(10)
        .map((line) => line.source),
    ).toEqual(['build', 'build'])
  })

  it('neither repeats nor loses a line, however writes, reads and rotations interleave', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            file: fc.integer({ min: 0, max: 2 }),
            text: fc.string({ unit: 'grapheme', maxLength: 20 }),
            ends: fc.boolean(),
            rotates: fc.boolean(),
          }),
          { maxLength: 60 },
        ),
        fc.integer({ min: 1, max: 5 }),
        (writes, limit) => {
          rmSync(directory, { recursive: true, force: true })
          directory = mkdtempSync(join(tmpdir(), 'scorepoint-logs-'))
          const names = ['build.log', 'events.log', 'x.1.inference-server.log']
          const whole = ['', '', '']
          const seen: Record<string, string[]> = { build: [], events: [], 'inference-server': [] }
          let cursor: string | undefined
          const readSome = (lines: number) => {
            const next = createLogReader(directory, {}, cursor).next(lines)
            for (const line of next) seen[line.source]?.push(line.text)
            cursor = next.at(-1)?.cursor ?? cursor
            return next.length
          }
          for (const { file, text, ends, rotates } of writes) {
            const piece = text.replace(/[\r\n]/g, '') + (ends ? '\n' : '')
            whole[file] += piece
            write(names[file] ?? '', piece)
            const path = join(directory, names[file] ?? '')
            if (rotates) expect(rotateLog(path, { partBytes: 0, olderBytes: 1000_000 })).toBeUndefined()
            readSome(limit)
          }
          while (readSome(limit) > 0);
          const expected = whole.map((text) => text.split('\n').slice(0, -1).map(cleanLogText))
          expect([seen.build, seen.events, seen['inference-server']]).toEqual(expected)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('cuts a long line, replaces broken UTF-8 and shows an unfinished line once its writer is silent', () => {
    write('build.log', `${'x'.repeat(maxLineBytes + 500_000)}\n`)
    write('build.log', Buffer.from([0x61, 0xff, 0x62, 0x0d, 0x0a]))
    write('build.log', 'no newline')
    const first = createLogReader(directory, {}).tail(10)
    expect(first.map((line) => line.text.length)).toEqual([maxLineBytes + ' … [500000 bytes cut]'.length, 3])
    expect(first[1]?.text).toBe('a\ufffdb')
    utimesSync(join(directory, 'build.log'), new Date(0), new Date(0))
    expect(
      createLogReader(directory, {}, first[1]?.cursor)
        .next(5)
        .map((line) => line.text),
    ).toEqual(['no newline'])
  })

  it('finds where the last lines begin, also across chunks', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `line ${index} ${'y'.repeat(index % 200)}`)
    writeFileSync(join(directory, 'build.log'), `${lines.join('\n')}\n`)
    const tail = createLogReader(directory, {}).tail(3000)
    expect(tail.map((line) => line.text)).toEqual(lines.slice(2000))
    expect(tailOffset(join(directory, 'nothing.log'), 5, 1000)).toBe(0)
  })

  it('reads a bounded number of bytes at once, and all lines in the order of their times', () => {
    const long = 'z'.repeat(60_000)
    for (let second = 0; second < 50; second++) {
      const text = Array.from({ length: 8 }, (_, index) => `${stamp(second)} I [1] x - ${second}.${index} ${long}\n`)
      write('x.1.inference-server.log', text.join(''))
      write('events.log', `${stamp(second)} I [1] x - event\n`)
    }
    const reader = createLogReader(directory, {})
    const pages: LogLine[][] = []
    for (let page = reader.next(1000); page.length > 0; page = reader.next(1000)) pages.push(page)
    expect(pages.length).toBeGreaterThan(2)
    for (const page of pages) expect(page.reduce((sum, line) => sum + line.text.length, 0)).toBeLessThan(9_000_000)
    const times = pages.flat().map((line) => line.time)
    expect(times).toEqual(times.toSorted())
    expect(times).toHaveLength(450)
    const tail = createLogReader(directory, {}).tail(400)
    expect(tail.length).toBeLessThan(200)
    expect(tail.at(-1)?.text).toContain('49.7')
    expect(tail.every((line) => line.text.startsWith('2026'))).toBe(true)
  })

  it('refuses a foreign cursor and says why a source is empty', () => {
    expect(() => createLogReader(directory, {}, 'bm90IGEgY3Vyc29y')).toThrow(/cursor/)
    write('build.log', 'x\n')
    expect(Object.keys(emptyReasons(directory, {}))).toEqual(['storage-initializer', 'inference-server', 'events'])
  })
})

describe('rotation', () => {
  const name = 'e.blue.1.0.inference-server.log'
  const path = () => join(directory, name)
  const numbered = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `line ${String(from + index).padStart(5, '0')}`)
  const readAll = (after?: string) =>
    createLogReader(directory, {}, after)
      .next(10_000)
      .map((line) => line.text)

  it('keeps the newest parts, and a cursor into a dropped one goes on with what is left', () => {
    write(name, `${numbered(0, 1).join()}\n`)
    const cursor = createLogReader(directory, {}).next(1)[0]?.cursor
    for (let part = 0; part < 10; part++) {
      write(name, `${numbered(1 + part * 100, 101 + part * 100).join('\n')}\n`)
      rotateLog(path(), { partBytes: 1000, olderBytes: 4000 })
    }
    write(name, `${numbered(1001, 1003).join('\n')}\n`)
    const bytes = readdirSync(directory).map((each) => statSync(join(directory, each)).size)
    expect(Math.max(...bytes.map((size) => size))).toBeLessThanOrEqual(1200)
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(5200)
    expect(readAll(cursor)).toEqual(numbered(701, 1003))
    const tail = createLogReader(directory, {}).tail(150)
    expect(tail.map((line) => line.text)).toEqual(numbered(853, 1003))
    expect(readAll(tail[0]?.cursor)).toEqual(numbered(854, 1003))
    expect(emptyReasons(directory, {})).not.toHaveProperty('inference-server')
  })

  it('keeps only the end of a log that grew far beyond its limits while nobody looked', () => {
    write(name, `${numbered(0, 1000).join('\n')}\n`)
    const cursor = createLogReader(directory, {}).next(3).at(-1)?.cursor
    rotateLog(path(), { partBytes: 1000, olderBytes: 2200 })
    write(name, 'more\n')
    expect(readAll(cursor)).toEqual([...numbered(800, 1000), 'more'])
  })

  it('is completed or undone when the process was killed in the midst of it', () => {
    const before = `${numbered(0, 100).join('\n')}\n`
    write(name, before)
    copyFileSync(path(), `${path()}.0.partial`)
    recoverRotation(path())
    expect(readdirSync(directory)).toEqual([name])

    writeFileSync(`${path()}.0.partial`, before)
    writeFileSync(path(), `${numbered(100, 300).join('\n')}\n`)
    recoverRotation(path())
    expect(readdirSync(directory).sort()).toEqual([name, `${name}.0`])
    expect(readAll()).toEqual(numbered(0, 300))
    expect(readFileSync(`${path()}.0`, 'utf8')).toBe(before)
  })
})

describe('followLogs', () => {
  it('delivers what is written while it waits, also in files that did not exist before', async () => {
    write('build.log', 'one\n')
    const reader = createLogReader(directory, {})
    reader.tail(0)
    const abort = new AbortController()
    const seen: string[] = []
    const deadline = setTimeout(() => abort.abort(), 5000)
    setTimeout(() => write('x.1.inference-server.log', 'two\n'), 20)
    setTimeout(() => write('build.log', 'three\n'), 40)
    for await (const lines of followLogs(reader, directory, abort.signal, 60_000)) {
      seen.push(...lines.map((line) => line.text))
      if (seen.length >= 2) abort.abort()
    }
    clearTimeout(deadline)
    expect(seen).toEqual(['two', 'three'])
  })
})
