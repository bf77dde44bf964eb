'use client'

import Link from 'next/link'

/** Links to the deployments that run or shall run something; `usedBy` holds `endpoint/deployment`. */
export function UsedByList({ usedBy }: { usedBy: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {usedBy.map((user) => {
        const [endpoint = '', deployment = ''] = user.split('/')
        return (
          <li key={user}>
            <Link
              href={`/endpoints/${encodeURIComponent(endpoint)}/deployments/${encodeURIComponent(deployment)}`}
              className="text-accent-text hover:underline"
            >
              {endpoint} / {deployment}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
