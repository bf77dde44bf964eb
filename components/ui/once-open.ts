'use client'

import { useState } from 'react'

/** True from the first time that `isOpen` is: what is loaded on demand is mounted then and stays, so that it can close with its transition. */
export function useOnceOpen(isOpen: boolean): boolean {
  const [wasOpen, setWasOpen] = useState(isOpen)
  if (isOpen && !wasOpen) setWasOpen(true)
  return isOpen || wasOpen
}
