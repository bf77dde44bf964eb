/** Content hashes of what a step reads, so that a step whose inputs are unchanged is skipped. Only node: modules. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')
const marks = join(root, 'node_modules', '.scorepoint')

/** SHA-256 over names and contents of files and folders (relative to the repository; tests left out), the Node major and the platform. */
export function hashInputs(paths, base = root) {
  const hash = createHash('sha256').update(`${process.version.split('.')[0]} ${process.platform} ${process.arch}\n`)
  for (const path of paths) addTo(hash, base, path)
  return hash.digest('hex')
}

function addTo(hash, base, path) {
  const full = join(base, path)
  if (!existsSync(full)) return
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, base, join(path, name))
  } else if (!/\.test\.tsx?$/.test(path)) {
    hash.update(`${path}\n`).update(readFileSync(full)).update('\n')
  }
}

/** Whether the step last succeeded with exactly these inputs. */
export function isMarked(step, hash) {
  const file = join(marks, step)
  return existsSync(file) && readFileSync(file, 'utf8') === hash
}

/** Records that the step succeeded with these inputs. The marks go when node_modules goes. */
export function mark(step, hash) {
  mkdirSync(marks, { recursive: true })
  writeFileSync(join(marks, step), hash)
}

/** Whether node_modules holds what the lock file asks for, however it was installed (npm's own record of the installed tree is compared). */
export function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.devOptional || entry.link || present[path]?.version === entry.version,
  )
}
