import { pack } from 'tar-stream'
import { it } from 'vitest'
import { openBuildSession } from '@/agent/environments/images/build-session'
import { createBuildTrace } from '@/agent/environments/images/build-trace'
import { requestBuild } from '@/agent/environments/images/engine-requests'
import { baseImage, testEngine } from './test-engine'

async function build(dockerfile: string, version: string) {
  const docker = await testEngine().docker()
  const tar = pack()
  tar.entry({ name: 'Dockerfile', mtime: new Date(0) }, dockerfile)
  tar.finalize()
  const secrets = new Map([['conf', Buffer.from('geheim\n')]])
  const session = version === '2' ? await openBuildSession(docker, { secrets, login: () => undefined }) : undefined
  const stream = await requestBuild(docker, tar, { version, t: 'scratch:1', ...(session ? { session: session.id } : {}), labels: JSON.stringify({ a: 'b' }) }, AbortSignal.timeout(60000), {})
  const trace = createBuildTrace({ line: (l) => console.log('LINE', l), steps: () => undefined })
  let rest = ''
  for await (const chunk of stream) {
    rest += String(chunk)
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim()) { const e = JSON.parse(line); if (e.id !== 'moby.buildkit.trace') console.log(line.slice(0,400)); trace.take(e) }
  }
  trace.end()
  session?.close()
  console.log(JSON.stringify(trace.steps(), null, 1), trace.failure())
}
it('x', async () => {
  await build(`FROM ${baseImage}\nRUN --mount=type=secret,id=conf,target=/etc/pip.conf cat /etc/pip.conf; echo oops >&2\nRUN ls -la /etc/pip.conf; cat /etc/pip.conf; echo n > /x\n`, '2')
  await build(`FROM ${baseImage}\nRUN echo hallo \\\n && echo zwei && exit 3\n`, '2')
  await build(`FROM ${baseImage}\nCOPY nope /x\n`, '2')
  await build(`FROM ${baseImage}\nFOO nope /x\n`, '2')
  await build(`FROM nothere:1\nRUN x\n`, '2')
  await build(`FROM ${baseImage}\nRUN echo hallo && exit 3\n`, '1')
})
