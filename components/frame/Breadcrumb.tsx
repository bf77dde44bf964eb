'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'

interface Step {
  href: string
  label: string
  /** Said before the label where the steps before it have no room: a version alone is no name. */
  of?: string
}

/** Where one is, read from the address: "Endpoints / my-endpoint / blue". Tabs are no place of their own. */
export function Breadcrumb() {
  const t = useTranslations('frame')
  const parts = usePathname().split('/').filter(Boolean).map(decodeName)
  const [place, endpoint = '', section, deployment, page] = parts
  if ((place !== 'endpoints' && place !== 'models' && place !== 'environments') || parts.length < 2) return null
  const trail: Step[] = [{ href: `/${place}`, label: t(`places.${place}`) }]
  if (place !== 'endpoints') {
    const root = `/${place}/${encodeURIComponent(endpoint)}`
    trail.push({ href: root, label: endpoint })
    if (section === 'versions' && deployment)
      trail.push({ href: `${root}/versions/${encodeURIComponent(deployment)}`, label: deployment, of: endpoint })
  } else if (endpoint === 'new') trail.push({ href: '/endpoints/new', label: t('newEndpoint') })
  else {
    const root = `/endpoints/${encodeURIComponent(endpoint)}`
    trail.push({ href: root, label: endpoint })
    if (section === 'deployments' && deployment) {
      trail.push({
        href: `${root}/deployments/${encodeURIComponent(deployment)}`,
        label: deployment === 'new' ? t('newDeployment') : deployment,
      })
      if (page === 'edit') trail.push({ href: `${root}/deployments/${encodeURIComponent(deployment)}/edit`, label: t('editDeployment') })
    }
  }
  return (
    <nav aria-label={t('breadcrumb')} className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1.5 text-ink-3">
        {trail.map((step, index) => {
          const isLast = index === trail.length - 1
          return (
            <li key={step.href} className={isLast ? 'min-w-0 truncate' : 'flex shrink-0 items-center gap-1.5 max-md:hidden'}>
              {isLast ? (
                <span aria-current="page" className="font-[560] text-ink">
                  {step.of === undefined ? null : <span className="md:hidden">{step.of}:</span>}
                  {step.label}
                </span>
              ) : (
                <>
                  <Link href={step.href} className="rounded-sm hover:text-ink">
                    {step.label}
                  </Link>
                  <span aria-hidden>/</span>
                </>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

function decodeName(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A stray percent sign typed into the address bar: shown as typed.
    return part
  }
}
