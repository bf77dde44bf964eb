import { expect, it } from 'vitest'
import { bytesUploaded, countUploaded, type FolderView, uploadRules } from './upload-rules'

/** A folder of these files; texts matter for ignore files only. */
function folder(files: Record<string, string>): FolderView {
  const names = Object.keys(files)
  return {
    text: (name) => files[name],
    sizeOf: (name) => files[name]?.length ?? 0,
    entries(below) {
      const prefix = below === '' ? '' : `${below}/`
      const inside = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).split('/'))
      const entries = new Map(inside.map(([name = '', ...rest]) => [name, rest.length > 0]))
      return [...entries].map(([name, isFolder]) => ({ name, isFolder }))
    },
  }
}

it('counts what an upload sends: nothing ignored, hidden folders and caches never', () => {
  const files = { 'model.pkl': '', 'a/b.txt': '', 'a/c.log': '', '.git/HEAD': '', '.env': '', 'src/__pycache__/m.pyc': '', 'notes.md': '' }
  expect(countUploaded(folder(files), 100)).toBe(5)
  expect(countUploaded(folder({ ...files, '.gitignore': '*.log\n' }), 100)).toBe(4)
  // The one for Azure ML alone counts when both are there.
  expect(countUploaded(folder({ ...files, '.gitignore': '*.log\n', '.amlignore': 'a/\n!a/b.txt\n' }), 100)).toBe(3)
  expect(countUploaded(folder(files), 2)).toBe(2)
})

it('weighs what an upload sends, no further than past the limit', () => {
  const files = { Dockerfile: 'FROM x', 'data.bin': '0123456789', '.amlignore': 'data.bin\n' }
  expect(bytesUploaded(folder(files), 1_000)).toBe(6)
  expect(bytesUploaded(folder({ a: '01234', b: '01234', c: '01234' }), 7)).toBe(10)
})

it('leaves out by the rules of git, the ignore files themselves always', () => {
  const rules = uploadRules('*.bin\n!keep.bin\nbuild/\n')
  expect(['x.bin', 'deep/x.bin', '.amlignore', '.gitignore'].map((name) => rules.staysHere(name, false))).toEqual([true, true, true, true])
  expect(rules.staysHere('keep.bin', false)).toBe(false)
  expect([rules.staysHere('build', true), rules.staysHere('build', false), rules.staysHere('a/.venv', true)]).toEqual([true, false, true])
})
