'use client'

import Link from 'next/link'
import { toast } from 'sonner'
import type { Problem } from '@/lib/problems/problem'

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
  toast.success(message, { id: message, duration: 5000, description: line(undefined, link) })
}

/** Stays until closed: `title` says what did not happen, the Problem says why. */
export function showProblem(title: string, problem: Problem, link?: ToastLink) {
  toast.error(title, { id: `${title} ${problem.code}`, duration: Number.POSITIVE_INFINITY, description: line(problem.message, link) })
}

/** A reversible action with its undo, ten seconds. */
export function showUndo(message: string, undo: { label: string; onUndo: () => void }) {
  toast.success(message, { duration: 10_000, action: { label: undo.label, onClick: undo.onUndo } })
}
