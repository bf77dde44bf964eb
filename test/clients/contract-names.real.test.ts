/** The contract against the models of Microsoft's SDK, as the installed releases have them. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { contractTypes, differences } from '../contract-names/contract-names'
import { type NameSource, reviewedDifferences } from '../contract-names/reviewed'
import { ensurePythonClient } from './python-clients'
import { sdkReleases } from './releases'

const run = promisify(execFile)

describe.each(sdkReleases)('names of azure-ai-ml $version', ({ version }) => {
  it('are those of the contract, but for reviewed differences', async () => {
    const python = await ensurePythonClient(`azure-ai-ml-${version}.txt`)
    const { stdout } = await run(python, [join(import.meta.dirname, 'python', 'wire_names.py'), ...contractTypes], { timeout: 120_000 })
    const names = JSON.parse(stdout) as Record<string, string[]>
    expect(Object.keys(names).sort()).toEqual([...contractTypes].sort())
    const source = `sdk ${version}`
    const reviewed = reviewedDifferences.filter((row) => row.in.some((one: NameSource) => one === source)).map(({ name }) => name)
    expect(differences(names)).toEqual([...reviewed].sort())
  })
})
