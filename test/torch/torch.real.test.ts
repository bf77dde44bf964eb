/**
 * A PyTorch model with its own conda file (`pytorch`, `cpuonly`), served by the official server. The wheel is packed from Debian 12's
 * python3-torch and offered as the configured index: apt install python3-torch, then npm run test:torch.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateScoringScript } from '@/lib/domain/scoring-script/scoring-script'
import { type AgentProcess, startAgent } from '../agent-process'
import { createEndpoint, deployLocal } from '../deploy-folder'

const wanted = process.env.SCOREPOINT_TEST_TORCH === '1'
const present = existsSync('/usr/lib/python3/dist-packages/torch')
if (!wanted) console.log('skipped: PyTorch is deployed by npm run test:torch alone (needs apt install python3-torch, about 250 MB)')
else if (!present) throw new Error('npm run test:torch needs Debian 12 with apt install python3-torch')

const folder = mkdtempSync(join(tmpdir(), 'torch-'))
const conda = `name: torch-env
channels: [pytorch, conda-forge]
dependencies:
  - python=3.11
  - pytorch=1.13
  - cpuonly
  - numpy=1.26
  - pip:
      - azureml-inference-server-http
`
const train = `import torch
net = torch.nn.Linear(3, 1)
with torch.no_grad():
    net.weight.copy_(torch.tensor([[1.0, 10.0, 100.0]]))
    net.bias.fill_(0.5)
torch.jit.script(net).save("model/net.pt")
`
let agent: AgentProcess

afterAll(async () => {
  await agent?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(!wanted)('PyTorch', () => {
  beforeAll(async () => {
    for (const name of ['model', 'wheels', 'onlinescoring']) mkdirSync(join(folder, name))
    execFileSync('/usr/bin/python3', [join(import.meta.dirname, 'pack_debian_torch.py'), join(folder, 'wheels')])
    execFileSync('/usr/bin/python3', ['-c', train], { cwd: folder })
    writeFileSync(
      join(folder, 'onlinescoring', 'score.py'),
      generateScoringScript({ kind: 'pytorch', path: 'model/net.pt', schema: true }).script,
    )
    agent = await startAgent({ env: { SCOREPOINT_TORCH_INDEX: join(folder, 'wheels') } })
    await createEndpoint(agent, 'torch')
  })

  it('deploys with its conda file and scores on the processor', async () => {
    const operation = await deployLocal(agent, {
      endpoint: 'torch',
      name: 'blue',
      model: join(folder, 'model'),
      code: join(folder, 'onlinescoring'),
      condaText: conda,
    })
    expect(operation.explanation ?? operation.problem).toBeUndefined()
    expect(operation.phases.find((phase) => phase.name === 'ResolveEnvironment')?.message).toContain('PyTorch cpu')
    const answer = await agent.score(
      'torch',
      {
        data: [
          [1, 2, 3],
          [0, 0, 0],
        ],
      },
      { 'azureml-model-deployment': 'blue' },
    )
    expect(answer.text).toBe('{"predictions": [[321.5], [0.5]]}')
  })
})

describe.skipIf(!wanted)('without a readable index', () => {
  it('says so, and never fetches CUDA instead', async () => {
    const away = await startAgent({ env: { SCOREPOINT_TORCH_INDEX: 'http://127.0.0.1:9/whl/cpu' } })
    try {
      await createEndpoint(away, 'torch')
      const code = join(folder, 'onlinescoring')
      const operation = await deployLocal(away, { endpoint: 'torch', name: 'blue', code, condaText: `${conda}      - toolz==1.0.0\n` })
      expect(operation.status).toBe('Failed')
      expect(operation.problem).toMatchObject({ code: 'Agent.TorchIndexUnreachable' })
      expect(operation.problem?.hint?.fix).toContain('SCOREPOINT_TORCH_INDEX')
    } finally {
      await away.close()
    }
  })
})
