/** Who listens on a port: a taken port is an error that names its holder. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'

export interface PortHolder {
  pid: number
  /** The program's name, for a person. */
  name: string
}

/** Whether 127.0.0.1:`port` can be listened on now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** The process that listens on `port`; undefined when it belongs to another user and cannot be seen. */
export function findPortHolder(port: number): PortHolder | undefined {
  return process.platform === 'linux' ? holderFromProc(port) : holderFromLsof(port)
}

function holderFromProc(port: number): PortHolder | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(readText(table), port)))
  if (inodes.size === 0) return undefined
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, inodes)) return { pid: Number(pid), name: programName(pid) }
  }
  return undefined
}

/** Inodes of the sockets in /proc/net/tcp that listen (state 0A) on this port. */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .flatMap((fields) => (fields[1]?.endsWith(suffix) && fields[3] === '0A' && fields[9] ? [fields[9]] : []))
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1]
      return inode !== undefined && inodes.has(inode)
    })
  } catch {
    // Another user's process, or one that has just ended.
    return false
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    // The descriptor was closed between listing and reading.
    return ''
  }
}

/** `next-server`, `nginx`, or for interpreters the script they run: `node dist/router.mjs`. */
function programName(pid: string): string {
  const [program = '', script = ''] = readText(`/proc/${pid}/cmdline`).split('\0')
  const name = program.split('/').at(-1) || readText(`/proc/${pid}/comm`).trim()
  const told = script && !script.startsWith('-') && /^(node|python|ruby|java|bun|deno)/.test(name)
  return told ? `${name} ${script.split('/').slice(-2).join('/')}` : name
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // No IPv6, or the process is gone: nothing to read.
    return ''
  }
}

function holderFromLsof(port: number): PortHolder | undefined {
  try {
    const fields = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { encoding: 'utf8' }).split('\n')
    const value = (letter: string) => fields.find((field) => field.startsWith(letter))?.slice(1)
    const pid = Number(value('p'))
    return pid ? { pid, name: value('c') ?? 'a process' } : undefined
  } catch {
    // lsof is missing or shows nothing: the sentence then names the port alone.
    return undefined
  }
}
