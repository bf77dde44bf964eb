// @vitest-environment jsdom
import { act, renderHook, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keyOf } from '@/components/projects/buffers'
import { useProjectFiles } from '@/components/projects/use-project-files'

let disk = ''
beforeEach(() => {
  disk = 'name: blue\n'
  window.localStorage.clear()
  vi.stubGlobal('fetch', async (_path: string, init: RequestInit) => {
    if (init.method === 'PUT') disk = (JSON.parse(String(init.body)) as { text: string }).text
    return Response.json({ path: 'a.yml', text: disk, hash: `h-${disk}`, sizeBytes: disk.length, modifiedAt: '' })
  })
})
afterEach(() => vi.unstubAllGlobals())

/** A browser tab with the file open; all tabs of a test share the storage, as those of a browser do. */
async function openTab() {
  const { result, unmount } = renderHook(() => useProjectFiles('p'))
  act(() => result.current.show('a.yml'))
  await waitFor(() => expect(result.current.buffers['a.yml']).toBeDefined())
  return { files: () => result.current, text: () => result.current.buffers['a.yml']?.text, close: unmount }
}
type Tab = Awaited<ReturnType<typeof openTab>>
const type = (tab: Tab, text: string) => act(() => tab.files().edit('a.yml', text))
const isKept = (text: string) => waitFor(() => expect(window.localStorage.getItem(keyOf('p'))).toContain(text))
/** What a browser tells the other tabs. */
const tell = () => act(() => window.dispatchEvent(new StorageEvent('storage', { key: keyOf('p') })))

it('shows in a second tab what is typed in the first, and saves it from there', async () => {
  const [one, two] = [await openTab(), await openTab()]
  type(one, 'name: green\n')
  await isKept('green')
  tell()
  await waitFor(() => expect(two.text()).toBe('name: green\n'))
  await act(() => two.files().save('a.yml'))
  expect(disk).toBe('name: green\n')
  act(() => one.files().look())
  await waitFor(() => expect(one.files().buffers['a.yml']?.base).toBe('name: green\n'))
})

it('keeps both texts when two tabs typed at once, and goes on with what one chose', async () => {
  const [one, two] = [await openTab(), await openTab()]
  type(one, 'name: one\n')
  type(two, 'name: two\n')
  await isKept('name: one')
  tell()
  await waitFor(() => expect([one, two].filter((tab) => tab.files().buffers['a.yml']?.other !== undefined)).toHaveLength(1))
  const asked = one.files().buffers['a.yml']?.other === undefined ? two : one
  expect([asked.text(), asked.files().buffers['a.yml']?.other].toSorted()).toEqual(['name: one\n', 'name: two\n'])
  act(() => asked.files().agree('a.yml', 'name: both\n'))
  await isKept('name: both')
  tell()
  await waitFor(() => expect([one.text(), two.text()]).toEqual(['name: both\n', 'name: both\n']))
})

it('a tab that never opened the file leaves its unsaved text alone', async () => {
  const one = await openTab()
  type(one, 'name: kept\n')
  await isKept('kept')
  const other = renderHook(() => useProjectFiles('p'))
  act(() => other.result.current.close('b.yml'))
  other.unmount()
  one.close()
  expect((await openTab()).text()).toBe('name: kept\n')
})

it('opens a closed file again with what was not saved', async () => {
  const one = await openTab()
  type(one, 'name: lost\n')
  const left = one.files().buffers['a.yml']
  act(() => one.files().close('a.yml'))
  expect(one.text()).toBeUndefined()
  if (left) act(() => one.files().restore(left))
  expect(one.text()).toBe('name: lost\n')
})
