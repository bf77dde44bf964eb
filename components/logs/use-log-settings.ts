'use client'
import { useSyncExternalStore } from 'react'

export const timeStyles = ['local', 'utc', 'relative', 'off'] as const
export type TimeStyle = (typeof timeStyles)[number]
export const fontSizes = [11, 12.5, 14, 16] as const

/** How lines look: the taste of the person at this browser, not part of what a link shows. */
export interface LogSettings {
  time: TimeStyle
  wrap: boolean
  fontSize: (typeof fontSizes)[number]
  compact: boolean
}
const standard: LogSettings = { time: 'local', wrap: false, fontSize: 12.5, compact: false }
const storageKey = 'scorepoint.logs'
const listeners = new Set<() => void>()
let read: { text: string | null; settings: LogSettings } | undefined

/** What is stored may be of another version, or not ours: each value is checked. */
export function parseSettings(text: string | null): LogSettings {
  if (text === null) return standard
  try {
    const stored: unknown = JSON.parse(text)
    if (typeof stored !== 'object' || stored === null) return standard
    const given = stored as Partial<Record<keyof LogSettings, unknown>>
    return {
      time: timeStyles.find((style) => style === given.time) ?? standard.time,
      wrap: given.wrap === true,
      fontSize: fontSizes.find((size) => size === given.fontSize) ?? standard.fontSize,
      compact: given.compact === true,
    }
  } catch {
    return standard // not JSON: not ours
  }
}

function current(): LogSettings {
  const text = localStorage.getItem(storageKey)
  if (read?.text !== text) read = { text, settings: parseSettings(text) }
  return read?.settings ?? standard
}

/** The settings and a setter that keeps them. */
export function useLogSettings(): [LogSettings, (change: Partial<LogSettings>) => void] {
  const settings = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      window.addEventListener('storage', listener)
      return () => {
        listeners.delete(listener)
        window.removeEventListener('storage', listener)
      }
    },
    current,
    () => standard,
  )
  return [settings, changeSettings]
}

function changeSettings(change: Partial<LogSettings>): void {
  localStorage.setItem(storageKey, JSON.stringify({ ...current(), ...change }))
  for (const listener of listeners) listener()
}

/** Height of a row in pixels, whole so that rows meet. */
export const rowHeightOf = ({ fontSize, compact }: LogSettings): number => Math.round(fontSize * (compact ? 1.32 : 1.6))
