'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ConfirmName } from '@/components/delete/ConfirmName'
import type { DeleteEndpoint } from '@/components/endpoints/SelectionBar'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { showProblem, showSuccess } from '@/components/ui/toast'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { share } from '@/lib/domain/endpoint-health/endpoint-health'
import type { Problem, Result } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'

/** Deletes the chosen endpoints one after another; those that are refused are named and stay. */
export function DeleteSelected(props: {
  chosen: readonly EndpointStatus[]
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  onClear: () => void
  deleteEndpoint: DeleteEndpoint
}) {
  const t = useTranslations('endpoints')
  const [isPending, setPending] = useState(false)
  const { chosen, isOpen, onOpenChange, onClear } = props
  const confirm = async () => {
    setPending(true)
    const refused: { name: string; problem: Problem }[] = []
    for (const { name } of chosen) {
      const result = await attempt(props.deleteEndpoint, name)
      if (!result.ok) refused.push({ name, problem: result.problem })
    }
    setPending(false)
    onOpenChange(false)
    for (const { name, problem } of refused) showProblem(t('select.refused', { name }), problem)
    if (refused.length < chosen.length) showSuccess(t('select.started', { count: chosen.length - refused.length }))
    onClear()
  }
  const word = t('select.word', { count: chosen.length })
  return (
    <ConfirmName
      title={t('select.title', { count: chosen.length })}
      name={word}
      fieldLabel={t('select.confirm')}
      confirm={t('select.deleteAll', { count: chosen.length })}
      isOpen={isOpen}
      isPending={isPending}
      onOpenChange={onOpenChange}
      onConfirm={() => void confirm()}
    >
      <p>{t('select.text')}</p>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-label={t('select.list')}
        className="flex max-h-64 flex-col gap-2 overflow-y-auto rounded-control border bg-sunken p-3"
      >
        {chosen.map((endpoint) => (
          <li key={endpoint.name}>
            <span className="font-[560]">{endpoint.name}</span>
            <span className="num ml-2 text-ink-2 text-small">{t('select.requests', { count: endpoint.observed.total })}</span>
            <span className="flex flex-wrap gap-x-4 text-small">
              {endpoint.deployments.length === 0 ? <span className="text-ink-3">{t('traffic.noDeployments')}</span> : null}
              {endpoint.deployments.map((deployment) => (
                <span key={deployment.name} className="num flex items-center gap-1.5">
                  <DeploymentDot name={deployment.name} label />
                  {share(endpoint, deployment.name)} %
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </ConfirmName>
  )
}

async function attempt(deleteEndpoint: DeleteEndpoint, endpoint: string): Promise<Result<unknown>> {
  try {
    return await deleteEndpoint({ endpoint, clientRequestId: newClientRequestId() })
  } catch {
    const message = 'The studio did not answer.'
    return { ok: false, problem: { code: 'Studio.Unreachable', message, origin: 'studio', retryable: true } }
  }
}
