import { describe, expect, it } from 'vitest'
import { missingRequirements } from './requirements.mjs'

const plenty = () => 100 * 1024 ** 3
/** Answers as the named interpreters would; the others are not installed. */
const pythons = (installed: Record<string, string>) => (command: string) => Promise.resolve(installed[command])

describe('what the machine must have', () => {
  it('is content with Node 20.19 and a whole Python', async () => {
    expect(await missingRequirements({ nodeVersion: '20.19.0', run: pythons({ python3: '3.9\n' }), free: plenty })).toEqual([])
  })

  it('looks past an incomplete python3 for a complete one', async () => {
    expect(await missingRequirements({ run: pythons({ python3: '3.11 ensurepip\n', 'python3.12': '3.12\n' }), free: plenty })).toEqual([])
  })

  it.each([
    [{}, 'found no Python. Install it: apt-get install python3 python3-venv python3-pip'],
    [{ python3: '3.8\n' }, 'Python 3.9 or newer; python3 is 3.8'],
    [{ python3: '3.11 ensurepip\n' }, 'apt-get install python3.11-venv'],
  ])('names the package for %j', async (installed, sentence) => {
    const sentences = await missingRequirements({ run: pythons(installed), free: plenty, platform: 'apt' })
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toContain(sentence)
  })

  it('names an old Node and a full disk', async () => {
    const sentences = await missingRequirements({ nodeVersion: '20.18.3', run: pythons({ python3: '3.11' }), free: () => 1024 ** 3 })
    expect(sentences[0]).toContain('Node 20.19 or newer; this is 20.18.3')
    expect(sentences[1]).toContain('Only 1.0 GB')
  })
})
