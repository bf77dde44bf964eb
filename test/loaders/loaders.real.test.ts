/** What Microsoft's loaders take and refuse, we take and refuse: public samples, own samples, complete documents, seeded slips of all of them. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Finding } from '@/lib/contract/finding'
import { findingSource } from '@/lib/contract/yaml/rule-sources'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { checkFiles } from '@/lib/domain/checks/files'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { fileView } from '@/scripts/validate'
import { ensurePythonClient } from '../clients/python-clients'
import { type Case, haveFixtures, originals, slips } from './cases'
import { explained } from './explained'

const answerSchema = z.object({ error: z.string().nullable(), message: z.string() })
type Answer = z.infer<typeof answerSchema>

/** The default is quick; more are tried by hand, with another seed too. */
const count = Number(process.env.SCOREPOINT_LOADER_CASES ?? 200)
const seed = Number(process.env.SCOREPOINT_LOADER_SEED ?? 20_261_122)

/** One process of the SDK answers all cases. */
async function ask(cases: readonly Case[]): Promise<Answer[]> {
  const python = await ensurePythonClient(join(import.meta.dirname, '../clients/azure-ai-ml-1.35.2.txt'))
  const home = mkdtempSync(join(tmpdir(), 'loaders-'))
  try {
    const child = spawn(python, [join(import.meta.dirname, 'load.py')], {
      env: { NODE_ENV: 'test', PATH: process.env.PATH ?? '', HOME: home, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin.end(cases.map(({ kind, text, origin }) => `${JSON.stringify({ kind, text, origin })}\n`).join(''))
    const answers: Answer[] = []
    for await (const line of createInterface({ input: child.stdout })) answers.push(answerSchema.parse(JSON.parse(line)))
    return answers
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function errorsOf({ kind, text, origin }: Case): Finding[] {
  const checked = checkYaml(text, { kind })
  const files = isRecord(checked.data) ? checkFiles(kind, checked.data, fileView(dirname(origin))) : []
  return [...checked.findings, ...files].filter(({ severity }) => severity === 'error')
}

const said = (errors: readonly Finding[]) =>
  errors.map(({ stage, rule, path, message }) => `${stage} ${rule} ${path.join('.')}: ${message.slice(0, 200)}`)

describe('azure-ai-ml 1.35.2 and our checks', () => {
  const files = originals()
  const mutated = slips(files, count, seed)
  const rows: { tried: Case; theirs: Answer; errors: Finding[] }[] = []

  beforeAll(async () => {
    if (!haveFixtures) console.log('the public azureml-examples fixtures are not beside this checkout: own documents and their slips only')
    console.log(`${files.length} files, ${mutated.length} slips with seed ${seed}`)
    const cases = [...files, ...mutated]
    const answers = await ask(cases)
    expect(answers).toHaveLength(cases.length)
    for (const [index, tried] of cases.entries()) {
      const theirs = answers[index]
      if (theirs) rows.push({ tried, theirs, errors: errorsOf(tried) })
    }
  })

  it('sees documents that load and documents that do not', () => {
    const refused = rows.filter(({ theirs }) => theirs.error !== null).length
    console.log(`${rows.length - refused} load, ${refused} are refused; ${rows.filter(({ tried }) => explained(tried)).length} explained`)
    expect(refused).toBeGreaterThan(rows.length / 10)
    expect(rows.length - refused).toBeGreaterThan(rows.length / 10)
    for (const { tried, theirs } of rows)
      if (tried.name.startsWith('test/loaders/full') && files.includes(tried)) expect(theirs, tried.name).toMatchObject({ error: null })
  })

  it('refuses while loading whatever they refuse, in a sentence of its own', () => {
    const missed = rows.filter(
      ({ theirs, errors, tried }) => theirs.error !== null && !errors.some(({ stage }) => stage === 'load') && !explained(tried),
    )
    expect(
      missed.map(({ tried, theirs, errors }) => ({
        case: tried.name,
        text: tried.text.slice(0, 3_000),
        theirs: `${theirs.error}: ${theirs.message.slice(0, 500)}`,
        ours: said(errors),
      })),
    ).toEqual([])
    for (const { errors } of rows)
      for (const { message } of errors) {
        expect(message).toMatch(/[.]$/)
        expect(message).not.toMatch(/_schema|Unknown field|Traceback|invalid_type/)
      }
  })

  it('loads whatever they load', () => {
    const wrong = rows.filter(
      ({ theirs, errors, tried }) => theirs.error === null && errors.some(({ stage }) => stage === 'load') && !explained(tried),
    )
    expect(wrong.map(({ tried, errors }) => ({ case: tried.name, text: tried.text.slice(0, 3_000), ours: said(errors) }))).toEqual([])
  })

  it('names the page of every rule it is stricter by', () => {
    const unnamed = rows
      .filter(({ theirs }) => theirs.error === null)
      .flatMap(({ tried, errors }) =>
        errors
          .filter((error) => error.stage !== 'load' && !findingSource(tried.kind, error))
          .map((error) => `${error.rule} ${error.path.join('.')} in ${tried.name}`),
      )
    expect(unnamed).toEqual([])
  })
})
