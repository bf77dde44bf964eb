import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { type ClientTarget, clientLanguages, clientSetup } from './client-setup'

const target: ClientTarget = {
  agentUrl: 'https://127.0.0.1:7443',
  caPem: '/home/d\'Arc/ü "quoted" $HOME/ca.pem',
  agentToken: '/home/me/.scorepoint/run/agent-token',
  azConfig: '/home/me/.scorepoint/az',
  workspaceId: localWorkspaceId,
}

describe('set-up of Microsoft’s clients', () => {
  it('names the agent and the files, and reads the token when it runs', () => {
    for (const language of clientLanguages) {
      const text = clientSetup(language, target, 'my-endpoint')
      expect(text).toContain('https://127.0.0.1:7443')
      expect(text).toContain(target.agentToken)
      expect(text).toContain('my-endpoint')
      expect(text.endsWith('\n')).toBe(true)
      expect(clientSetup(language, target)).not.toContain('my-endpoint')
    }
  })

  it('keeps paths with quotes, blanks, dollars and umlauts whole', () => {
    const line = clientSetup('az', target)
      .split('\n')
      .find((each) => each.startsWith('export REQUESTS_CA_BUNDLE='))
    const printed = execFileSync('/bin/sh', ['-c', `${line}\nprintf %s "$REQUESTS_CA_BUNDLE"`], { encoding: 'utf8' })
    expect(printed).toBe(target.caPem)
    const python = clientSetup('python', target)
    expect(python).toContain(`os.environ["REQUESTS_CA_BUNDLE"] = ${JSON.stringify(target.caPem)}`)
  })

  it('puts the stub credential first and says why', () => {
    const python = clientSetup('python', target)
    expect(python).toContain('A real credential would send your real Azure token to the agent.')
    expect(python).not.toMatch(/\bDefaultAzureCredential\(/)
  })
})
