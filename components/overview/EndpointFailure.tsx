'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/Button'
import { PageHead } from '@/components/ui/PageHead'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import type { Problem } from '@/lib/problems/problem'

/** Said in place of an endpoint that could not be read, for instance because the agent does not answer. */
export function EndpointFailure(props: { name: string; problem: Problem }) {
  const t = useTranslations('overview')
  const router = useRouter()
  return (
    <>
      <PageHead title={props.name} />
      <ProblemNotice
        title={t('failureTitle')}
        problem={props.problem}
        actions={
          <Button size="sm" onPress={() => router.refresh()}>
            {t('reload')}
          </Button>
        }
      />
    </>
  )
}
