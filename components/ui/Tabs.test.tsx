// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { renderInStudio } from '@/components/ui/render-for-test'
import { Tabs } from '@/components/ui/Tabs'

afterEach(cleanup)

const names = ['one', 'two', 'three']
const items = names.map((id) => ({ id, label: id }))
const key = (name: string) => {
  const at = document.activeElement
  if (at) fireEvent.keyDown(at, { key: name })
}

it('moves with arrow keys, Home and End all the way round, and chooses only when told to', () => {
  const chosen: string[] = []
  renderInStudio(
    <Tabs label="Numbers" items={items} selected="two" onSelect={(id) => chosen.push(id)}>
      <button type="button">inside</button>
    </Tabs>,
  )
  screen.getByRole('tab', { name: 'two' }).focus()
  const seen = ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End'].map((name) => {
    key(name)
    return document.activeElement?.textContent
  })
  expect(seen).toEqual(['three', 'one', 'three', 'one', 'three'])
  expect(chosen).toEqual([])
  key(' ')
  expect(chosen).toEqual(['three'])
})

it('names its list, the chosen tab and its content, and lets the Tab key stop once', () => {
  renderInStudio(
    <Tabs label="Numbers" items={items.map((item) => ({ ...item, href: `/${item.id}` }))} selected="two">
      <p>plain text</p>
    </Tabs>,
  )
  expect(screen.getByRole('tablist', { name: 'Numbers' })).toBeTruthy()
  const tabs = screen.getAllByRole('tab')
  expect(tabs.map((tab) => [tab.getAttribute('href'), tab.getAttribute('aria-selected'), tab.tabIndex])).toEqual([
    ['/one', 'false', -1],
    ['/two', 'true', 0],
    ['/three', 'false', -1],
  ])
  const panel = screen.getByRole('tabpanel', { name: 'two' })
  expect(tabs[1]?.getAttribute('aria-controls')).toBe(panel.id)
  // Nothing inside to stop at: the content itself, to scroll it by keys.
  expect(panel.tabIndex).toBe(0)
})
