import { describe, expect, it } from 'vitest'
import { parseConda } from '@/lib/domain/conda/conda'
import { planTorch, type TorchComputer, type TorchPlan, torchIndex, torchProject } from './torch-build'

const linux: TorchComputer = { platform: 'linux-x86_64', hasNvidia: false, setting: 'auto' }
const plan = (conda: string, computer: Partial<TorchComputer> = {}): TorchPlan => {
  const { requirements, torch, errors } = parseConda(conda)
  expect(errors).toEqual([])
  return planTorch({ requirements, ...torch }, { ...linux, ...computer })
}
const file = (...lines: string[]) =>
  `channels: [pytorch, nvidia, conda-forge]\ndependencies:\n  - python=3.11\n${lines.map((line) => `  - ${line}\n`).join('')}`
const pip = (...lines: string[]) => `dependencies:\n  - python=3.11\n  - pip:\n${lines.map((line) => `    - ${line}\n`).join('')}`

describe('planTorch', () => {
  it('maps a conda file with cpuonly to the processor, and leaves everything else where it was', () => {
    const cpu = plan(file('pytorch=2.4.1', 'torchvision=0.19', 'cpuonly', 'numpy=1.26'))
    expect(cpu).toMatchObject({ build: 'cpu', channel: 'cpu', family: ['torch==2.4.1.*', 'torchvision==0.19.*'], rest: ['numpy==1.26.*'] })
    expect(cpu.deviation).toBeUndefined()
    expect(torchIndex('cpu')).toBe('https://download.pytorch.org/whl/cpu')
    expect(torchIndex('cpu', '/wheels')).toBe('/wheels')
  })

  it('never takes CUDA unasked: a bare torch, from pip or conda, alone or dragged along', () => {
    expect(plan(file('pytorch')).channel).toBe('cpu')
    expect(plan(pip('torch==2.5.1')).channel).toBe('cpu')
    expect(plan(pip('torchvision'))).toMatchObject({ channel: 'cpu', family: ['torchvision', 'torch'] })
    expect(plan(pip('sentence-transformers'))).toMatchObject({ channel: 'cpu', family: ['torch'], rest: ['sentence-transformers'] })
    expect(plan(pip('torch==2.2.2+cu121'))).toMatchObject({ channel: 'cpu', family: ['torch==2.2.2'] })
  })

  it('takes CUDA when it is asked for and there is a GPU, else says what it does instead', () => {
    const asked = file('pytorch', 'pytorch-cuda=12.4')
    expect(plan(asked, { hasNvidia: true })).toMatchObject({ build: 'cuda', channel: 'cu124' })
    const without = plan(asked)
    expect(without.channel).toBe('cpu')
    expect(without.deviation).toBe(
      'The file asks for PyTorch with CUDA 12.4; this computer has no NVIDIA GPU, the build for the processor is used.',
    )
    expect(plan(asked, { hasNvidia: true, setting: 'cpu' }).deviation).toContain('by the settings')
    expect(plan(asked, { setting: 'cuda' }).channel).toBe('cu124')
    expect(plan(file('pytorch', 'cudatoolkit=11.8'), { hasNvidia: true }).channel).toBe('cu118')
    expect(plan(file('pytorch', 'pytorch-cuda=12.4', 'cpuonly'), { hasNvidia: true })).toMatchObject({ channel: 'cpu' })
  })

  it('leaves alone what says itself where it comes from, and systems whose wheels have no CUDA', () => {
    for (const own of [
      pip('--extra-index-url https://download.pytorch.org/whl/cu121', 'torch==2.2.2'),
      pip('--index-url https://wheels.example/simple', 'torch==2.2.2+cu121'),
      pip('torch @ https://wheels.example/torch-2.2.2-cp311-cp311-linux_x86_64.whl'),
    ])
      expect(plan(own)).toMatchObject({ build: 'default', family: [] })
    expect(plan(pip('torch'), { setting: 'as-written' })).toMatchObject({ build: 'default', rest: ['torch'] })
    expect(plan(pip('torch'), { platform: 'macosx-14.0-arm64' })).toEqual({ build: 'default', family: [], rest: ['torch'] })
    expect(plan(file('pytorch', 'pytorch-cuda=12.1'), { platform: 'macosx-14.0-arm64' }).deviation).toContain('without CUDA')
    expect(plan(pip('scikit-learn', 'torchlight-like-name'))).toMatchObject({ build: 'none' })
  })

  it('writes a project that takes only these packages from the index', () => {
    const text = torchProject(['torch==2.4.1'], 'https://download.pytorch.org/whl/cpu')
    expect(text).toContain('dependencies = ["torch==2.4.1"]')
    expect(text).toContain('torchaudio = { index = "torch" }')
    expect(text).toContain('explicit = true')
    expect(text).not.toContain('flat')
    expect(torchProject(['torch'], '/wheels "x"')).toContain('url = "/wheels \\"x\\""')
  })
})
