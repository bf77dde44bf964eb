/** The code editor of a page, by its label: Monaco, once it has taken the place of its text area. */
import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures'

export interface CodeEditor {
  /** The editor with its lines. */
  box: Locator
  /** What takes the keys. */
  input: Locator
}

export async function codeEditor(page: Page, label: string): Promise<CodeEditor> {
  const input = page.locator('.monaco-editor').getByRole('textbox', { name: label })
  await expect(input).toBeAttached({ timeout: 20_000 })
  const box = page.locator('[data-editor]').filter({ has: input })
  return { box, input }
}

/** The lines in sight, in order. */
export async function visibleText({ box }: CodeEditor): Promise<string> {
  return box.locator('.view-line').evaluateAll((lines) =>
    lines
      .map((line) => ({ top: Number.parseFloat((line as HTMLElement).style.top), text: (line.textContent ?? '').replace(/\u00a0/g, ' ') }))
      .sort((a, b) => a.top - b.top)
      .map((line) => line.text)
      .join('\n'),
  )
}

export async function expectText(editor: CodeEditor, pattern: RegExp): Promise<void> {
  await expect.poll(() => visibleText(editor), { timeout: 15_000 }).toMatch(pattern)
}

/** Puts a text in the place of everything, as a paste. */
export async function pasteOver(page: Page, editor: CodeEditor, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await editor.input.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text)
  await page.keyboard.press('ControlOrMeta+V')
}

/** The whole text, by way of the clipboard. */
export async function wholeText(page: Page, editor: CodeEditor): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await editor.input.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('ControlOrMeta+C')
  return page.evaluate(() => navigator.clipboard.readText())
}
