'use client'

import Link from 'next/link'
import { problemWords } from '@/components/ui/problem-words'
import type { Problem } from '@/lib/problems/problem'

let tellThere: () => void
const isThere = new Promise<void>((resolve) => {
  tellThere = resolve
})

/** Called by the toaster when it is mounted: what was shown earlier appears now. */
export function toasterIsThere(): void {
  tellThere()
}

/** The library comes after the page, with the toaster itself. */
async function whenThere(show: (library: typeof import('sonner')) => void): Promise<void> {
  await isThere
  show(await import('sonner'))
}

interface ToastLink {
  href: string
  label: string
}

function line(text: string | undefined, link: ToastLink | undefined) {
  if (!text && !link) return undefined
  return (
    <>
      {text ? <span className="block">{text}</span> : null}
      {link ? (
        <Link href={link.href} className="text-accent-text hover:underline">
          {link.label}
        </Link>
      ) : null}
    </>
  )
}

/** Five seconds, announced politely; always with a link to the object where there is one. Repeats merge by text. */
export function showSuccess(message: string, link?: ToastLink) {
  void whenThere(({ toast }) => toast.success(message, { id: message, duration: 5000, description: line(undefined, link) }))
}

/** Stays until closed: `title` says what did not happen, the Problem says why. */
export function showProblem(title: string, problem: Problem, link?: ToastLink) {
  void problemWords(problem).then(({ message }) => {
    const options = { id: `${title} ${problem.code}`, duration: Number.POSITIVE_INFINITY, description: line(message, link) }
    return whenThere(({ toast }) => toast.error(title, options))
  })
}

/** What the browser itself refused, in one sentence. */
export function showRefusal(message: string) {
  void whenThere(({ toast }) => toast.error(message))
}

/** A reversible action with its undo, ten seconds. */
export function showUndo(message: string, undo: { label: string; onUndo: () => void }) {
  void whenThere(({ toast }) => toast.success(message, { duration: 10_000, action: { label: undo.label, onClick: undo.onUndo } }))
}
