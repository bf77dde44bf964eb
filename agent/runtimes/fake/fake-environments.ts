/** Environment and staging beside the fake runtime: nothing is installed, nothing is copied. */
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessEnvironments, StageArtifacts } from '@/agent/environments/environment'

/** Resolves any request to a made-up interpreter path; the hash follows the request. */
export function createFakeEnvironments(): ProcessEnvironments {
  return {
    async resolve(request, log) {
      log.info('fake environment: nothing is installed')
      const hash = createHash('sha256').update(JSON.stringify(request)).digest('hex')
      const pythonPath = '/nonexistent/fake/bin/python'
      return { hash, requirements: [], pythonVersion: '0.0.0', pythonPath, deviations: [], summary: 'fake environment' }
    },
    async build(resolved, log) {
      log.info(`fake environment ${resolved.hash.slice(0, 12)} is ready`)
      return { path: '/nonexistent/fake', python: resolved.pythonPath, reused: true, ms: 0 }
    },
  }
}

/** Makes the instance folder, so that removal has something to remove. */
export const fakeStageArtifacts: StageArtifacts = async (request, log) => {
  await mkdir(request.instanceDir, { recursive: true, mode: 0o700 })
  log.info('fake storage initializer: nothing is copied')
  const { model, code } = request
  return {
    modelDir: model ? join(request.instanceDir, 'azureml-models', model.name, model.version) : undefined,
    appRoot: join(request.instanceDir, code?.folderName ?? 'code'),
    entryScript: code?.scoringScript ?? 'score.py',
    modelBytes: 0,
    modelFiles: 0,
    codeFiles: 0,
  }
}
