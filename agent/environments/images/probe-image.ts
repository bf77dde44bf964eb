/** What an image brings: conda, Python, runit, the inference server. Asked of the image itself, once per image. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { type Engine, engineStatus } from '@/agent/runtimes/docker/engine'
import type { HomeLayout } from '@/lib/domain/home-layout'

export interface ImageFacts {
  id: string
  architecture: string
  user: string
  labels: Record<string, string>
  /** The image names a command or entry point of its own. */
  hasCommand: boolean
  /** False for images without a shell; then nothing below is known. */
  hasShell: boolean
  /** Path of conda. */
  conda?: string
  /** Path of a Python 3. */
  python?: string
  pythonVersion?: string
  hasVenv?: boolean
  /** `runsvdir` and services below /var/runit. */
  hasRunit?: boolean
}

const script = `
for one in "$(command -v conda)" /opt/miniconda/bin/conda /opt/conda/bin/conda; do [ -x "$one" ] && { echo "conda=$one"; break; }; done
for one in python3 python /opt/miniconda/bin/python /opt/conda/bin/python; do
  path="$(command -v "$one")" || continue
  version="$("$path" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)" || continue
  echo "python=$path"; echo "version=$version"
  "$path" -c 'import venv, ensurepip' 2>/dev/null && echo "venv=1"
  break
done
command -v runsvdir >/dev/null && [ -d /var/runit ] && echo "runit=1"
echo "shell=1"
`
const probeLimitMs = 60_000

/** Knows the facts of an image by its id, also after a restart. @throws ProblemError `RuntimeUnavailable` */
export function createImageProbe(engine: Engine, layout: HomeLayout, agentId: string) {
  const known = new Map<string, ImageFacts>()
  const fileOf = (id: string) => join(layout.cache, 'images', `${id.replace(/^sha256:/, '')}.json`)

  async function remembered(id: string): Promise<ImageFacts | undefined> {
    try {
      // Written below alone.
      return JSON.parse(await readFile(fileOf(id), 'utf8')) as ImageFacts
    } catch {
      return undefined // not asked yet
    }
  }

  return async (info: Dockerode.ImageInspectInfo): Promise<ImageFacts> => {
    const found = known.get(info.Id) ?? (await remembered(info.Id))
    if (found) {
      known.set(info.Id, found)
      return found
    }
    const said = await askImage(engine, info.Id, agentId)
    const facts: ImageFacts = {
      id: info.Id,
      architecture: info.Architecture,
      user: info.Config.User ?? '',
      labels: info.Config.Labels ?? {},
      hasCommand: hasWords(info.Config.Cmd) || hasWords(info.Config.Entrypoint),
      hasShell: said.get('shell') === '1',
      hasVenv: said.get('venv') === '1',
      hasRunit: said.get('runit') === '1',
      ...optional('conda', said.get('conda')),
      ...optional('python', said.get('python')),
      ...optional('pythonVersion', said.get('version')),
    }
    known.set(info.Id, facts)
    await mkdir(join(layout.cache, 'images'), { recursive: true, mode: 0o700 })
    await writeFile(fileOf(info.Id), JSON.stringify(facts), { mode: 0o600 })
    return facts
  }
}

const hasWords = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '')
const optional = <K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> =>
  value ? (Object.fromEntries([[name, value]]) as Record<K, string>) : {}

/** Runs the script in a container without network and rights; it is gone afterwards. */
async function askImage(engine: Engine, id: string, agentId: string): Promise<Map<string, string>> {
  const container = await engine.ask((docker, abortSignal) =>
    docker.createContainer({
      Image: id,
      Entrypoint: ['/bin/sh', '-c', script],
      Cmd: [],
      NetworkDisabled: true,
      AttachStdout: false,
      Labels: { 'scorepoint.agent': agentId, 'scorepoint.role': 'probe' },
      Healthcheck: { Test: ['NONE'] },
      HostConfig: { NetworkMode: 'none', CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], Memory: 512 * 1024 ** 2, PidsLimit: 64 },
      abortSignal,
    }),
  )
  try {
    const lines = await engine.ask(async () => {
      await container.start()
      await container.wait()
      return frames(await container.logs({ stdout: true, stderr: false }))
    }, probeLimitMs)
    return new Map(
      lines
        .split('\n')
        .flatMap((line) => (line.includes('=') ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()]] : [])),
    )
  } catch (error) {
    // The engine answers 400 when there is no /bin/sh to start.
    if (engineStatus(error) !== undefined) return new Map()
    throw error
  } finally {
    await container.remove({ force: true }).catch((error: unknown) => {
      if (engineStatus(error) !== 404) throw error
    })
  }
}

/** Output of a container without a terminal: blocks of 8 bytes header and text. */
function frames(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at + 4)
    text += bytes.subarray(at + 8, at + 8 + size).toString('utf8')
    at += 8 + size
  }
  return text
}
