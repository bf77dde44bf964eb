/** This computer's package index, certificates and proxy, for the steps of a build: mounted while they run, kept in no image. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findInterpreters } from '@/agent/environments/interpreters'
import { readPipSettings } from '@/agent/environments/package-index'
import type { PipSettings } from '@/agent/environments/pip-settings'
import type { HomeLayout } from '@/lib/domain/home-layout'

export interface BuildSettings {
  /** Secret id → contents. All ids begin with `scorepoint_`. */
  secrets: Map<string, Buffer>
  /** Arguments every Dockerfile knows without naming them, and the builder keeps out of image and history. */
  proxies: Record<string, string>
  /** For people: what is passed on, without values. */
  summary: string
}

/** The largest secret BuildKit takes. */
const maxSecretBytes = 500 * 1024
const secretsFolder = '/run/secrets'
/** pip options that mean the same inside a container; paths of this computer do not. */
const passedOptions = ['index-url', 'extra-index-url', 'trusted-host', 'timeout', 'default-timeout', 'retries', 'no-index', 'pre', 'proxy']

/** Reads the settings anew for each build: they may change while the agent runs. */
export async function readBuildSettings(layout: HomeLayout, host: NodeJS.ProcessEnv): Promise<BuildSettings> {
  const [first] = await findInterpreters(host, join(layout.cache, 'python'))
  const pip = first === undefined ? {} : await readPipSettings(first.path, host)
  return settingsOf(pip, certificates(pip, host), host)
}

function certificates(pip: PipSettings, host: NodeJS.ProcessEnv): Buffer | undefined {
  for (const path of [
    pip.cert,
    host.PIP_CERT,
    host.SSL_CERT_FILE,
    host.REQUESTS_CA_BUNDLE,
    host.CURL_CA_BUNDLE,
    host.NODE_EXTRA_CA_CERTS,
  ]) {
    try {
      if (path && statSync(path).size <= maxSecretBytes) return readFileSync(path)
    } catch {
      // Named, but not there: pip on this computer would say so.
    }
  }
  return undefined
}

/** Pure part of `readBuildSettings`. */
export function settingsOf(pip: PipSettings, ca: Buffer | undefined, host: NodeJS.ProcessEnv): BuildSettings {
  const caFile = `${secretsFolder}/scorepoint_ca`
  const options = passedOptions.flatMap((name) => {
    const value = pip[name]
    return value === undefined || value === ''
      ? []
      : [`${name === 'default-timeout' ? 'timeout' : name} = ${value.replaceAll('\n', '\n    ')}`]
  })
  const conf = ['[global]', 'disable-pip-version-check = true', ...options, ...(ca ? [`cert = ${caFile}`] : []), '']
  const variables = [
    `export PIP_CONFIG_FILE=${secretsFolder}/scorepoint_pip`,
    ...(ca
      ? ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT', 'CONDA_SSL_VERIFY', 'GIT_SSL_CAINFO'].map(
          (name) => `export ${name}=${caFile}`,
        )
      : []),
    '',
  ]
  const secrets = new Map([
    ['scorepoint_env', Buffer.from(variables.join('\n'))],
    ['scorepoint_pip', Buffer.from(conf.join('\n'))],
    ...(ca ? [['scorepoint_ca', ca] as const, ['scorepoint_condarc', Buffer.from(`ssl_verify: ${caFile}\n`)] as const] : []),
  ])
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()])
  const proxies = Object.fromEntries(names.flatMap((name) => (host[name] ? [[name, host[name]]] : [])))
  const parts = [
    ...(options.length > 0 ? ["pip's index settings"] : []),
    ...(ca ? ['certificates'] : []),
    ...(Object.keys(proxies).length > 0 ? ['proxy'] : []),
  ]
  return { secrets, proxies, summary: parts.length === 0 ? '' : `${parts.join(', ')} of this computer` }
}

/** Mounts for a step written by us, which reads `scorepoint_env` first. */
export const ownStepMounts = (settings: Pick<BuildSettings, 'secrets'>): string[] =>
  [...settings.secrets.keys()].filter((id) => id !== 'scorepoint_condarc').map((id) => `--mount=type=secret,id=${id}`)

/** Mounts for a step of somebody else's Dockerfile: where pip and conda look by themselves. */
export const foreignStepMounts = (settings: Pick<BuildSettings, 'secrets' | 'summary'>): string[] =>
  settings.summary === ''
    ? []
    : [
        '--mount=type=secret,id=scorepoint_pip,target=/etc/pip.conf',
        ...(settings.secrets.has('scorepoint_ca') ? ['--mount=type=secret,id=scorepoint_ca'] : []),
        ...(settings.secrets.has('scorepoint_condarc') ? ['--mount=type=secret,id=scorepoint_condarc,target=/etc/conda/.condarc'] : []),
      ]
