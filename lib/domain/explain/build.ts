import type { Explanation } from '@/lib/contract/scorepoint'

interface BuildRule {
  rule: string
  pattern: RegExp
  cause: (match: RegExpExecArray) => string
  fix: (match: RegExpExecArray) => string
}

const buildRules: BuildRule[] = [
  {
    rule: 'disk-full',
    pattern: /No space left on device|os error 28|Disk quota exceeded/i,
    cause: () => 'The disk is full.',
    fix: () => 'Free some space (unused environments lie below env/ in the data folder), then deploy again.',
  },
  {
    rule: 'offline',
    pattern:
      /dns error|failed to lookup address|Name or service not known|Temporary failure in name resolution|tcp connect error|Connection refused|Network is unreachable|operation timed out|Failed to establish a new connection/i,
    cause: () => 'The package index could not be reached.',
    fix: () =>
      'Check the network, proxy (HTTPS_PROXY) and index (pip config: index-url); packages already in the cache install without network.',
  },
  {
    rule: 'certificate',
    pattern: /invalid peer certificate|CERTIFICATE_VERIFY_FAILED|UnknownIssuer/i,
    cause: () => 'The package index presented a certificate this computer does not trust.',
    fix: () => 'Give the certificate authority of your network: pip config set global.cert FILE, or SSL_CERT_FILE.',
  },
  {
    rule: 'not-authorized',
    pattern: /\b(?:401 Unauthorized|403 Forbidden)\b|credentials were not found/i,
    cause: () => 'The package index refused the credentials.',
    fix: () => 'Check user and password of the index in your pip configuration or keyring.',
  },
  {
    rule: 'not-parsed',
    pattern: /Couldn't parse requirement/i,
    cause: () => 'A requirement of the conda file is not valid.',
    fix: () => 'Write it as name==version below pip:, or name=version as a conda dependency.',
  },
  {
    rule: 'package-unknown',
    pattern: /Because ([\w.-]+) was not found in the package registry/,
    cause: (match) => `The package "${match[1]}" does not exist in the package index.`,
    fix: (match) => `Check the spelling of "${match[1]}"; names of conda packages can differ from those on PyPI.`,
  },
  {
    rule: 'version-unknown',
    pattern: /Because there (?:is|are) no versions? of ([\w.[\]-]+?)((?:[=<>!~].*?)?) and /,
    cause: (match) => `The package "${match[1]}" has no version ${match[2] === '' ? 'for this Python and platform' : match[2]}.`,
    fix: (match) => `Choose a version of "${match[1]}" that exists and supports this Python version.`,
  },
  {
    rule: 'python-unsupported',
    pattern: /requires? Python|the current Python version \(([\d.]+)\) does not satisfy/i,
    cause: () => 'A package does not support the Python version of the environment.',
    fix: () => 'Change the python version of the conda file, or the version of the package named.',
  },
  {
    rule: 'no-wheel',
    pattern: /has no wheels? with a matching|no wheels are usable|source distribution is disabled/i,
    cause: () => 'A package has no build for this Python version and platform.',
    fix: () => 'Choose another version of the package, or another Python version.',
  },
  {
    rule: 'build-failed',
    pattern: /Failed to build [`'"]?([^`'"\s]+)|Failed to download and build [`'"]?([^`'"\s]+)|call to `[\w.:]+build\w*` failed/i,
    cause: (match) => `The package ${match[1] ?? match[2] ?? ''} has to be compiled here, and that failed.`,
    fix: () => 'Choose a version that has a wheel for this Python, or install the compiler and libraries its build asks for.',
  },
  {
    rule: 'unsatisfiable',
    pattern: /No solution found|requirements are unsatisfiable|ResolutionImpossible|LibMambaUnsatisfiableError/i,
    cause: () => 'The packages of the conda file contradict each other.',
    fix: () =>
      'Loosen or remove one of the versions named; do not pin flask, werkzeug, pydantic or opentelemetry yourself, the inference server needs its own.',
  },
  {
    rule: 'no-match',
    pattern: /No matching distribution found for ([\w.[\]-]+)/,
    cause: (match) => `The package index has no "${match[1]}" that fits: the name is unknown, or the version or Python does not suit.`,
    fix: (match) => `Check name and version of "${match[1]}"; the line above it in the log lists the versions that exist.`,
  },
  {
    rule: 'conda-not-found',
    pattern: /(?:ResolvePackageNotFound|PackagesNotFoundError|nothing provides(?: requested)?)[: ]*([\w.=*<>-]*)/,
    cause: () => 'A conda package does not exist in the channels of the conda file.',
    fix: () => 'Check name, version and channels; packages that only PyPI has belong below pip:.',
  },
  {
    rule: 'venv-missing',
    pattern: /has no venv: install the package/,
    cause: () => 'Python on this computer cannot create environments.',
    fix: () => 'Install the package named in the line, then deploy again.',
  },
]

/** Where the line that matches says less than another one: what to show instead. */
const speakingLine: Partial<Record<string, RegExp>> = {
  unsatisfiable: /^(?:Because|And because)/,
  'build-failed': /^(?:Because|And because)/,
  offline: /^Failed to fetch/,
}

/**
 * Names the cause of a failed environment build from the lines of uv or pip (old and new forms of their messages).
 * The decisive line is the resolver's own sentence, its continuation lines joined; no rule → `unknown` with the last error line.
 */
export function explainBuild(lines: string[]): Explanation {
  const sentences = joinSentences(lines)
  for (const { rule, pattern, cause, fix } of buildRules) {
    for (const sentence of sentences) {
      const match = pattern.exec(sentence)
      if (!match) continue
      const speaking = speakingLine[rule]
      const decisive = (speaking && sentences.find((text) => speaking.test(text))) ?? sentence
      return { code: 'ImageBuildFailure', rule, cause: cause(match), fix: fix(match), decisiveLine: decisive }
    }
  }
  const last = sentences.findLast((text) => /error|fail|cannot|could not/i.test(text)) ?? sentences.at(-1)
  return {
    code: 'ImageBuildFailure',
    rule: 'unknown',
    cause: 'The environment could not be built; the cause is unknown to Scorepoint.',
    fix: 'Read the build log; building the same requirements by hand with uv pip install often shows more.',
    ...(last === undefined ? {} : { decisiveLine: last }),
  }
}

/** Removes uv's drawing characters and joins the lines of one cause. */
function joinSentences(lines: string[]): string[] {
  const sentences: string[] = []
  for (const line of lines) {
    const text = line.replace(/^[\s×╰├│─▶•>]+/u, '').trim()
    if (text === '') continue
    const continues = /^\s{6,}\S/.test(line) && sentences.length > 0 && !/^\s*(?:cause|╰|├|×)/u.test(line)
    const clean = text.replace(/^(?:error|cause|Caused by): ?/i, '')
    if (continues) sentences[sentences.length - 1] = `${sentences.at(-1)} ${clean}`
    else if (clean !== '') sentences.push(clean)
  }
  return sentences
}
