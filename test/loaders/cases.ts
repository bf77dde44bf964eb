/** The texts both sides read: public samples, own samples, complete documents, and seeded slips of all of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { recognise } from '@/lib/domain/convert/recognise'
import { mutate, mutatorNames, seeded } from './mutations'

export interface Case {
  /** Path of the file, and which slip. */
  name: string
  kind: DocumentKind
  text: string
  /** Where the file lies: paths in it count from there. */
  origin: string
}

const root = join(import.meta.dirname, '../..')
export const fixtures = join(root, '../shared/fixtures/azureml-examples')
export const haveFixtures = existsSync(fixtures)

function documents(folder: string): Case[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((origin): Case[] => {
      const text = readFileSync(origin, 'utf8')
      const { kind } = recognise(text, basename(origin))
      return kind === 'other' || kind === 'conda' ? [] : [{ name: relative(root, origin), kind, text, origin }]
    })
}

/** Sound and documented files, as they are. */
export function originals(): Case[] {
  return [
    ...(haveFixtures ? documents(fixtures) : []),
    ...documents(join(root, 'samples')),
    ...documents(join(import.meta.dirname, 'full')),
  ]
}

/** `count` slips; the same for the same seed and files. */
export function slips(files: readonly Case[], count: number, seed: number): Case[] {
  const random = seeded(seed)
  const complete = files.filter(({ origin }) => origin.startsWith(import.meta.dirname))
  const found: Case[] = []
  for (let round = 0; found.length < count; round += 1) {
    const name = mutatorNames[round % mutatorNames.length] ?? ''
    // The samples are many and alike; half of the slips go into the documents that have every key.
    const pool = random() < 0.5 ? complete : files
    const file = pool[Math.floor(random() * pool.length)]
    const text = file && mutate(file.text, name, random)
    if (file && text !== undefined) found.push({ ...file, text, name: `${file.name} with ${name} (${found.length})` })
  }
  return found
}
