import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { DeploymentWizard } from '@/components/wizard/DeploymentWizard'
import { endpointStatus } from '@/lib/arm/status'
import { baseImages } from '@/lib/domain/limits/base-images'
import { defaultInstanceType } from '@/lib/domain/limits/instance-types'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { requireSession } from '@/lib/server/session'
import { checkFilesAction, deployAction } from './actions'

interface PageProps {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const t = await getTranslations('wizard')
  return pageTitle(t('title'), decodeURIComponent((await params).endpoint))
}

async function readEndpoint(endpoint: string) {
  try {
    return await endpointStatus(getConnection(), endpoint)
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return undefined
    throw error
  }
}

/** Names that get their own colour, in the order people use them. */
const usualNames = ['blue', 'green', 'canary']

const template = (
  endpoint: string,
  name: string,
) => `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: ${name}
endpoint_name: ${endpoint}
environment:
  image: ${baseImages[0]}
instance_type: ${defaultInstanceType}
instance_count: 1
`

export default async function NewDeploymentPage({ params }: PageProps) {
  await requireSession()
  const name = decodeURIComponent((await params).endpoint)
  const endpoint = await readEndpoint(name)
  if (!endpoint) notFound()
  const existing = endpoint.deployments.map((deployment) => deployment.name)
  const free = usualNames.find((usual) => !existing.includes(usual)) ?? ''
  return (
    <DeploymentWizard
      endpoint={endpoint.name}
      existing={existing}
      traffic={endpoint.traffic}
      initial={{
        text: template(endpoint.name, free),
        baseDir: undefined,
        sendAllTraffic: existing.length === 0,
        sampleRequest: undefined,
      }}
      deploy={deployAction}
      checkFiles={checkFilesAction}
    />
  )
}
