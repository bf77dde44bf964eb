/**
 * The user's pip settings as uv understands them: uv reads none of pip's files or variables by itself
 * (https://docs.astral.sh/uv/pip/compatibility/). Pure; reading them is package-index.ts.
 */

/** pip option (long name, without dashes) → value. */
export type PipSettings = Record<string, string>

/** Parses `pip config list`: `global.index-url='https://…'`, `:env:.cert="…"`. Environment wins over `install`, that over `global`. */
export function parsePipConfig(text: string): PipSettings {
  const ranked: { rank: number; name: string; value: string }[] = []
  for (const line of text.split('\n')) {
    const match = /^(:env:|global|install|download|site|user)\.([a-z0-9-]+)=(['"])(.*)\3\s*$/.exec(line)
    if (!match) continue
    const [, section = '', name = '', , quoted = ''] = match
    ranked.push({ rank: section === ':env:' ? 2 : section === 'install' ? 1 : 0, name, value: unescapePython(quoted) })
  }
  return Object.fromEntries(ranked.sort((a, b) => a.rank - b.rank).map(({ name, value }) => [name, value]))
}

function unescapePython(text: string): string {
  return text.replace(/\\(n|t|\\|'|")/g, (_whole, code: string) => (code === 'n' ? '\n' : code === 't' ? '\t' : code))
}

/** `PIP_EXTRA_INDEX_URL` → `extra-index-url`; used alone where pip itself is not there to be asked. */
export function pipVariables(environment: NodeJS.ProcessEnv): PipSettings {
  const settings: PipSettings = {}
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('PIP_') && value) settings[name.slice(4).toLowerCase().replaceAll('_', '-')] = value
  }
  return settings
}

const listed = (value: string) => value.split(/\s+/).filter((part) => part !== '')
const isOn = (value: string) => /^(?:1|true|yes|on)$/i.test(value)

/** Translates to `UV_*`, proxy and certificate variables. A variable the user has already set wins. */
export function uvVariables(pip: PipSettings, environment: NodeJS.ProcessEnv): Record<string, string> {
  const made: Record<string, string> = {}
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '' && !environment[name]) made[name] = value
  }
  const index = pip['index-url'] ?? pip['pypi-url']
  if (!environment.UV_INDEX_URL) put('UV_DEFAULT_INDEX', index)
  const extra = pip['extra-index-url']
  if (extra !== undefined && !environment.UV_INDEX) {
    put('UV_EXTRA_INDEX_URL', listed(extra).join(' '))
    // pip looks at all indexes alike; uv's default would stop at the first that knows the name.
    put('UV_INDEX_STRATEGY', 'unsafe-best-match')
  }
  put('UV_FIND_LINKS', pip['find-links'] && listed(pip['find-links']).join(','))
  put('UV_CONSTRAINT', pip.constraint && listed(pip.constraint).join(' '))
  put('UV_BUILD_CONSTRAINT', pip['build-constraint'] && listed(pip['build-constraint']).join(' '))
  put('UV_INSECURE_HOST', pip['trusted-host'] && listed(pip['trusted-host']).join(' '))
  put('UV_HTTP_TIMEOUT', pip.timeout ?? pip['default-timeout'])
  put('UV_HTTP_RETRIES', pip.retries)
  put('UV_KEYRING_PROVIDER', pip['keyring-provider'] === 'subprocess' ? 'subprocess' : undefined)
  put('SSL_CERT_FILE', pip.cert)
  put('SSL_CLIENT_CERT', pip['client-cert'])
  if (pip['no-index'] !== undefined && isOn(pip['no-index'])) put('UV_NO_INDEX', '1')
  if (pip.pre !== undefined && isOn(pip.pre)) put('UV_PRERELEASE', 'allow')
  if (pip.proxy !== undefined) {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY']) if (!environment[name.toLowerCase()]) put(name, pip.proxy)
  }
  return made
}

/**
 * Indexes that the conda file's pip list names, against those of the user's settings, as pip decides (and so Azure's image build): an
 * `--index-url` of the file replaces the default index, however that was set; further ones are added, and all are looked at alike.
 * uv alone would let the variables win and stop at the first index that knows a name. Pure.
 */
export function withFileIndexes(environment: Record<string, string>, requirements: readonly string[]): Record<string, string> {
  const has = (option: RegExp) => requirements.some((line) => option.test(line))
  const { UV_DEFAULT_INDEX: _default, UV_INDEX_URL: _url, ...others } = environment
  const made = has(/^(?:-i|--index-url)[\s=]/) ? others : environment
  return has(/^--extra-index-url[\s=]/) ? { UV_INDEX_STRATEGY: 'unsafe-best-match', ...made } : made
}

/**
 * Environment for pip and uv: everything the user has (compilers, proxies, keyrings need it) except what would lead them into
 * another Python, and except our own settings with their token.
 */
export function toolEnvironment(host: NodeJS.ProcessEnv, made: Record<string, string> = {}): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(host)) {
    if (
      value === undefined ||
      /^(?:SCOREPOINT_|PYTHONPATH$|PYTHONHOME$|PYTHONSTARTUP$|VIRTUAL_ENV$|CONDA_|__PYVENV|NODE_OPTIONS$)/.test(name)
    )
      continue
    kept[name] = value
  }
  return { ...kept, ...made }
}
