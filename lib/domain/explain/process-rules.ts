import type { Explanation } from '@/lib/contract/scorepoint'
import { type Evidence, isUserFile, type Rule, shownPath, shownPosition, userPosition } from './failure'
import { messageOf, readStackDump } from './traceback'

const lastLine = (evidence: Evidence, pattern: RegExp) => evidence.lines.findLast((line) => pattern.test(line))

/** Where the newest stack dump stands in the user's code. */
function dumpedPosition(evidence: Evidence): { file: string; line: number; name?: string } | undefined {
  const frame = readStackDump(evidence.lines)?.findLast((candidate) => isUserFile(candidate.file, evidence.appRoot))
  return frame === undefined ? undefined : { ...frame, file: shownPath(frame.file, evidence.appRoot) }
}

const fileAndLine = (position: { file: string; line: number } | undefined) =>
  position === undefined ? {} : { file: position.file, line: position.line }

const memoryLimit: Rule = (evidence) => {
  const line = lastLine(evidence, /MemoryLimitExceeded/)
  if (evidence.reason !== 'MemoryLimitExceeded' && evidence.reason !== 'OOMKilled') return undefined
  const measured = line === undefined ? '.' : `: ${messageOf(line).replace(/^.*MemoryLimitExceeded: /, '')}`
  return {
    code: 'ResourceNotReady',
    rule: 'memory',
    cause:
      evidence.reason === 'OOMKilled'
        ? 'The container used more memory than its instance type has, and the kernel ended it (OOMKilled).'
        : `The instance used more memory than its instance type has${measured}`,
    fix: 'Choose an instance type with more memory, load a smaller model, or use fewer workers (WORKER_COUNT).',
    ...(line === undefined ? {} : { decisiveLine: line }),
  }
}

const environmentGone: Rule = (evidence) => {
  if (evidence.exitCode !== 126 && evidence.exitCode !== 127) return undefined
  const line = lastLine(evidence, /not found|No such file|Permission denied|Exec format/)
  return {
    code: 'ResourceNotReady',
    rule: 'environment-gone',
    cause: 'The Python of the built environment could not be started.',
    fix: 'The environment folder was changed or removed: restart the deployment, and it is built again.',
    ...(line === undefined ? {} : { decisiveLine: line }),
  }
}

const configurationError: Rule = (evidence) => {
  const at = evidence.lines.findLastIndex((line) => /=+Configuration Error=+/.test(line))
  const file = lastLine(evidence, /Invalid config file!/)
  const line = at >= 0 ? evidence.lines[at + 1] : file
  if (line === undefined) return undefined
  return {
    code: 'BadArgument',
    rule: 'server-configuration',
    cause: `The inference server refused its configuration: ${messageOf(line)}`,
    fix: 'Correct the environment variable named, or rename a config.json in the code folder that is not meant for the server.',
    decisiveLine: line,
  }
}

const inUse: Rule = (evidence) => {
  const line = lastLine(evidence, /Address already in use|Connection in use/i)
  if (line === undefined || evidence.wasReady) return undefined
  return {
    code: 'ResourceNotReady',
    rule: 'address-in-use',
    cause: 'An address the script or server wants to listen on is taken.',
    fix: 'A script must not open a port of its own that another instance already holds; restart the deployment if it does not.',
    decisiveLine: line,
  }
}

const nativeCrash: Rule = (evidence) => {
  const fatal = lastLine(evidence, /^Fatal Python error: /)
  const sent = lastLine(evidence, /was sent (?:SIGSEGV|SIGBUS|SIGILL|SIGFPE|SIGABRT)/)
  const signal = /SIG(?:SEGV|BUS|ILL|FPE|ABRT)/.exec(`${sent ?? ''} ${evidence.signal ?? ''}`)?.[0]
  if (fatal === undefined && signal === undefined) return undefined
  const position = dumpedPosition(evidence)
  const line = fatal ?? sent
  return {
    code: 'ResourceNotReady',
    rule: 'native-crash',
    cause: `Compiled code crashed${shownPosition(position)}: ${fatal === undefined ? signal : fatal.replace('Fatal Python error: ', '')}.`,
    fix: 'Usually two packages were built for different versions of each other: pin the versions the model was trained with, and prefer wheels over own builds.',
    ...(line === undefined ? {} : { decisiveLine: line }),
    ...fileAndLine(position),
  }
}

const workerTimeout: Rule = (evidence) => {
  const line = lastLine(evidence, /WORKER TIMEOUT/)
  if (line === undefined || evidence.wasReady || evidence.running === true) return undefined
  const aborted = evidence.startTracebacks.find((item) => item.type === 'SystemExit')
  const position = aborted && userPosition(evidence, aborted)
  return {
    code: 'ResourceNotReady',
    rule: 'worker-timeout',
    cause: `init() took longer than WORKER_TIMEOUT (300 s unless set)${shownPosition(position)}.`,
    fix: 'Make init() quicker, or raise WORKER_TIMEOUT under environment_variables and the probes of the deployment.',
    decisiveLine: line,
    ...fileAndLine(position),
  }
}

const killed: Rule = (evidence) => {
  const line = lastLine(evidence, /was sent SIG\w+!/)
  const inWorker = evidence.exitCode === 3 && !evidence.wasReady ? /was sent (SIG\w+)!/.exec(line ?? '')?.[1] : undefined
  const signal = evidence.signal ?? inWorker
  if (signal === undefined || signal === null) return undefined
  const memory = signal === 'SIGKILL'
  return {
    code: 'ResourceNotReady',
    rule: 'killed',
    cause: `The ${inWorker === undefined ? 'inference server' : 'worker, before init() was done,'} was ended by ${signal}${evidence.reason === 'SupervisorLost' ? ' because its supervising process was killed' : ''}.`,
    fix: memory
      ? 'Somebody or the operating system killed it; if nobody did, memory ran out: look at the memory of this computer and use a smaller model or fewer workers.'
      : 'Look for what sent the signal: another program, or the script itself.',
    ...(inWorker === undefined || line === undefined ? {} : { decisiveLine: line }),
  }
}

const vanished: Rule = (evidence) =>
  evidence.gone === true
    ? {
        code: 'ResourceNotReady',
        rule: 'vanished',
        cause:
          'All processes of the instance are gone and none left an exit code: they were killed together, or the computer was restarted.',
        fix: 'The instance is started again by itself; when it happens again, look for what kills it (memory of this computer, another program).',
      }
    : undefined

const hang: Rule = (evidence) => {
  if (evidence.running !== true || evidence.wasReady) return undefined
  const position = dumpedPosition(evidence)
  const began = lastLine(evidence, /Invoking user's init function/)
  const decisive = began ?? evidence.lines.at(-1)
  const what = began === undefined ? 'Loading the script' : 'init()'
  return {
    code: 'ResourceNotReady',
    rule: 'hang',
    cause:
      position === undefined
        ? `${what} had not finished when the readiness probe's time was over.`
        : `${what} had not finished when the readiness probe's time was over; it was at ${position.file}:${position.line}${position.name === undefined ? '' : ` in ${position.name}`}.`,
    fix: 'Find what it waits for (network, lock, download); if it only is slow, raise initial_delay or failure_threshold of the readiness probe.',
    ...(decisive === undefined ? {} : { decisiveLine: decisive }),
    ...fileAndLine(position),
  }
}

/** Causes outside the script that decide before any traceback is looked at. */
export const decisiveProcessRules: Rule[] = [memoryLimit, vanished, environmentGone, configurationError, workerTimeout]
/** Causes outside the script that are looked for when no traceback explains the end. */
export const otherProcessRules: Rule[] = [inUse, nativeCrash, killed, hang]

const framework = /gunicorn\.error - |\[scorepoint\]|azmlinfsrv - |Worker failed to boot/
const errorLike =
  /\b(?:\w*error|\w*exception|fatal|fail(?:ed|ure|s)?|cannot|can't|could not|denied|refused|abort(?:ed)?|panic|invalid|not found|unable|missing|unreachable|expired)\b/i
const errorLevel = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3} [EC] /

/** When no rule fits: says so, and shows the last line that looks like an error (else the last line). */
export function unknownCause(evidence: Evidence): Explanation {
  const own = evidence.lines.filter((line) => !framework.test(line) && line.trim() !== '')
  const isError = (line: string) => errorLevel.test(line) || errorLike.test(line)
  const decisiveLine = own.findLast(isError) ?? evidence.lines.findLast(isError) ?? own.at(-1) ?? evidence.lines.at(-1)
  const runningText = evidence.wasReady ? 'runs and said that it is ready' : 'does not become ready'
  const ended =
    evidence.exitCode !== null
      ? `ended with exit code ${evidence.exitCode}`
      : evidence.running
        ? runningText
        : 'ended without leaving an exit code'
  return {
    code: 'ResourceNotReady',
    rule: 'unknown',
    cause: `The inference server ${ended}; the cause is unknown to Scorepoint.`,
    fix: 'Read that line and the inference-server log; running the script by hand in the same environment often shows more.',
    ...(decisiveLine === undefined ? {} : { decisiveLine }),
  }
}
