/**
 * The base image of the Docker tests, made without a registry: Debian with Python 3.11, a small stand-in for conda, runit and the
 * official inference server. It imitates Microsoft's inference images as far as public sources say and is not verified on a real one.
 * Only node: modules.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import { hashInputs, root } from './inputs.mjs'
import { runStep } from './run-step.mjs'

const suite = 'bookworm'
const serverVersion = '1.5.1'
const packages = ['python3', 'python3-venv', 'python3-yaml', 'runit', 'ca-certificates']

/** The names that sample files use; a reference that exists locally is never looked up in a registry. */
export const baseImages = [
  'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:latest',
  'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest',
]

const excluded = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*']

const changes = (key) => [
  'ENV PATH=/opt/miniconda/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'ENV SVDIR=/var/runit WORKER_TIMEOUT=300 LANG=C.UTF-8',
  'ENV SCOREPOINT_STAND_IN="imitates an inference image of Azure ML; not verified on the real image"',
  `LABEL scorepoint.stand-in="not verified on the real image" scorepoint.python=3.11 scorepoint.base=${key}`,
  'EXPOSE 5001 8883 8888',
  'CMD ["runsvdir","/var/runit"]',
]

const recipeKey = createHash('sha256')
  .update(hashInputs(['scripts/docker-base']))
  .update(JSON.stringify([suite, serverVersion, packages, excluded, changes('')]))
  .digest('hex')
  .slice(0, 16)

/** Name of the image's file in the cache: another recipe, another file. */
export const baseImageFile = (cache) => join(cache, 'docker', `base-${recipeKey}.tar.gz`)

/** Makes sure that the engine at `host` (`unix://…`) has the base image under all its names; makes it once per recipe (about a minute). */
export async function ensureBaseImage(host, cache) {
  const socket = host.replace(/^unix:\/\//, '')
  const file = baseImageFile(cache)
  if (!existsSync(file)) await makeBaseImage(socket, file)
  else await call(socket, 'POST', '/images/load?quiet=1', createReadStream(file))
}

async function makeBaseImage(socket, file) {
  const folder = mkdtempSync(join(tmpdir(), 'scorepoint-base-'))
  try {
    const tree = join(folder, 'root.tar')
    const { conf, ca } = await pipSettings(folder)
    const env = { BASE_SERVER: serverVersion, BASE_PIP_CONF: conf ?? '', BASE_CA: ca ?? '' }
    const hook = `'${join(root, 'scripts', 'docker-base', 'customize.sh')}' "$1"`
    const excludes = excluded.map((path) => `--dpkgopt=path-exclude=${path}`)
    const options = ['--mode=root', '--variant=apt', `--include=${packages.join(',')}`, ...excludes, `--customize-hook=${hook}`]
    await runStep('Making the base image of the Docker tests', 'mmdebstrap', [...options, suite, tree], { env, timeoutMs: 300_000 })
    const wanted = changes(recipeKey).map((line) => `&changes=${encodeURIComponent(line)}`)
    const [repo, tag] = splitReference(baseImages[0])
    await call(
      socket,
      'POST',
      `/images/create?fromSrc=-&repo=${encodeURIComponent(repo)}&tag=${tag}${wanted.join('')}`,
      createReadStream(tree),
    )
    for (const name of baseImages.slice(1)) {
      const [otherRepo, otherTag] = splitReference(name)
      await call(socket, 'POST', `/images/${baseImages[0]}/tag?repo=${encodeURIComponent(otherRepo)}&tag=${otherTag}`)
    }
    mkdirSync(join(file, '..'), { recursive: true })
    const partial = `${file}.${process.pid}.partial`
    const names = baseImages.map((name) => `names=${encodeURIComponent(name)}`).join('&')
    await call(socket, 'GET', `/images/get?${names}`, undefined, (answer) =>
      pipeline(answer, createGzip({ level: 1 }), createWriteStream(partial, { mode: 0o600 })),
    )
    renameSync(partial, file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function splitReference(name) {
  const colon = name.lastIndexOf(':')
  return [name.slice(0, colon), name.slice(colon + 1)]
}

/** pip's settings of this computer that matter in another root: where packages are and whose certificates hold. */
async function pipSettings(folder) {
  const { stdout } = await promisify(execFile)('python3', ['-m', 'pip', 'config', 'list']).catch(() => ({ stdout: '' }))
  const found = new Map()
  for (const line of stdout.split('\n')) {
    const [, name, value] = /^(?::env:|global|install)\.([a-z-]+)=['"](.*)['"]$/.exec(line) ?? []
    if (name) found.set(name, value)
  }
  const kept = ['index-url', 'extra-index-url', 'trusted-host', 'timeout', 'retries', 'proxy'].filter((name) => found.has(name))
  const conf = join(folder, 'pip.conf')
  writeFileSync(conf, ['[global]', ...kept.map((name) => `${name} = ${found.get(name)}`), ''].join('\n'), { mode: 0o600 })
  const ca = [found.get('cert'), process.env.SSL_CERT_FILE, process.env.REQUESTS_CA_BUNDLE].find((path) => path && existsSync(path))
  return { conf, ca }
}

/** One request to the engine. Its streams tell of failures inside an answer that began with 200. */
async function call(socket, method, path, body, take) {
  const answer = await new Promise((resolve, reject) => {
    const sent = request({ socketPath: socket, method, path: `/v1.41${path}`, headers: { 'content-type': 'application/x-tar' } }, resolve)
    sent.once('error', reject)
    if (body) body.once('error', reject).pipe(sent)
    else sent.end()
  })
  if (take && answer.statusCode === 200) return take(answer)
  const chunks = []
  for await (const chunk of answer) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  if (answer.statusCode >= 400 || /"error(?:Detail)?":/.test(text))
    throw new Error(`the engine answered ${answer.statusCode} to ${method} ${path.split('?')[0]}: ${text.slice(0, 500)}`)
}
