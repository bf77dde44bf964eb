'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ConfirmName } from '@/components/delete/ConfirmName'
import { moveShare } from '@/components/delete/move-share'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { useChange } from '@/components/overview/use-change'
import { fullTraffic } from '@/components/traffic/traffic-draft'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Notice } from '@/components/ui/Notice'
import { Select } from '@/components/ui/Select'

/** Deletes one deployment; when it has traffic, its share is moved first in the same confirmed step, as the control plane demands. */
export function DeleteDeploymentDialog(props: { deployment: string; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const t = useTranslations('delete')
  const router = useRouter()
  const { detail, actions } = useEndpoint()
  const { isPending, requestId, run } = useChange()
  const { deployment } = props
  const names = detail.deployments.map((each) => each.name)
  const others = names.filter((name) => name !== deployment)
  const live = fullTraffic(detail.traffic, names)
  const share = live[deployment] ?? 0
  const biggest = [...others].sort((a, b) => (live[b] ?? 0) - (live[a] ?? 0))[0]
  const [chosen, setChosen] = useState<string>()
  const heir = chosen ?? biggest
  const confirm = async () => {
    const move = share > 0 ? { traffic: moveShare(detail.traffic, names, deployment, heir), ifTraffic: live } : {}
    const result = await run(() => actions.deleteDeployment({ endpoint: detail.name, deployment, clientRequestId: requestId, ...move }), {
      failed: t('failed', { name: deployment }),
      done: t('started', { name: deployment }),
    })
    if (!result.ok) return
    props.onOpenChange(false)
    router.push(`/endpoints/${encodeURIComponent(detail.name)}/overview`)
  }
  const words = share === 0 ? t('deleteDeployment') : heir === undefined ? t('offlineThenDelete') : t('moveThenDelete')
  return (
    <ConfirmName
      title={t('deploymentTitle', { name: deployment })}
      name={deployment}
      fieldLabel={t('deploymentName')}
      confirm={words}
      isPending={isPending}
      onConfirm={confirm}
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
    >
      <p>{t('deploymentText')}</p>
      {share > 0 ? (
        <Notice tone="attention" title={t('hasTraffic', { name: deployment, percent: share })}>
          {heir === undefined ? t('noOther') : null}
        </Notice>
      ) : null}
      {share > 0 && heir !== undefined ? (
        <Select
          label={t('moveTo')}
          value={heir}
          onChange={setChosen}
          options={others.map((name) => ({
            value: name,
            label: `${name} · ${live[name] ?? 0} → ${(live[name] ?? 0) + share} %`,
            mark: <DeploymentDot name={name} />,
          }))}
        />
      ) : null}
    </ConfirmName>
  )
}
