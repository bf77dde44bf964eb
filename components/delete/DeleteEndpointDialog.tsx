'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { ConfirmName } from '@/components/delete/ConfirmName'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { useChange } from '@/components/overview/use-change'
import { fullTraffic } from '@/components/traffic/traffic-draft'
import { DeploymentDot } from '@/components/ui/DeploymentDot'

/** Deletes the endpoint of this page after its name was typed; says what goes with it. */
export function DeleteEndpointDialog(props: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const t = useTranslations('delete')
  const router = useRouter()
  const { detail, actions } = useEndpoint()
  const { isPending, requestId, run } = useChange()
  const names = detail.deployments.map((deployment) => deployment.name)
  const traffic = fullTraffic(detail.traffic, names)
  const confirm = async () => {
    const result = await run(() => actions.deleteEndpoint({ endpoint: detail.name, clientRequestId: requestId }), {
      failed: t('failed', { name: detail.name }),
      done: t('started', { name: detail.name }),
    })
    if (!result.ok) return
    props.onOpenChange(false)
    router.push('/endpoints')
  }
  return (
    <ConfirmName
      title={t('endpointTitle', { name: detail.name })}
      name={detail.name}
      fieldLabel={t('typeNameShort')}
      confirm={t('deleteEndpoint')}
      isPending={isPending}
      onConfirm={confirm}
      {...props}
    >
      <p>{names.length === 0 ? t('noDeployments') : t('endpointText')}</p>
      {names.length > 0 ? (
        <ul className="flex flex-col gap-1.5">
          {names.map((name) => (
            <li key={name} className="num flex items-center gap-3">
              <DeploymentDot name={name} label />
              <span className="text-ink-2 text-small">{t('share', { percent: traffic[name] ?? 0 })}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="num text-ink-2 text-small">
        {t('requestsSeen', { count: detail.observed.total, minutes: detail.observed.windowSeconds / 60 })}
      </p>
    </ConfirmName>
  )
}
