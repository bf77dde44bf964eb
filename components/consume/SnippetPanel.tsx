'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { snippet, snippetLanguages } from '@/components/consume/snippets'
import { useUrlState } from '@/components/frame/url-state'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Checkbox } from '@/components/ui/Checkbox'
import { Code } from '@/components/ui/Code'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Select } from '@/components/ui/Select'
import { Tabs } from '@/components/ui/Tabs'
import { showProblem } from '@/components/ui/toast'

const byTraffic = '/by-traffic'
const fallbackBody = '{"data": [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]}'
const names = { curl: 'curl', python: 'Python', javascript: 'JavaScript', powershell: 'PowerShell' } as const

/** Programs that call the endpoint, complete with the request body; the key stays out unless it is asked for. */
export function SnippetPanel(props: { samples: Readonly<Record<string, string>> }) {
  const t = useTranslations('consume')
  const { detail, actions } = useEndpoint()
  const [params, setParams] = useUrlState()
  const language = snippetLanguages.find((each) => each === params.get('language')) ?? 'curl'
  const deployment = detail.deployments.find((each) => each.name === params.get('deployment'))?.name
  const [key, setKey] = useState<string>()
  const takesTokens = detail.authMode !== 'Key'
  const sample = (deployment ? props.samples[deployment] : undefined) ?? Object.values(props.samples)[0] ?? fallbackBody
  const body = useTestBody(detail.name) ?? sample
  const includeKey = async (isIncluded: boolean) => {
    if (!isIncluded) return setKey(undefined)
    if (takesTokens) {
      const answer = await actions.readToken({ endpoint: detail.name })
      if (answer.ok) setKey(answer.value.accessToken)
      else showProblem(t('tokenFailed'), answer.problem)
      return
    }
    const answer = await actions.readKey({ endpoint: detail.name, key: 'Primary' })
    if (answer.ok) setKey(answer.value.key)
    else showProblem(t('readFailed'), answer.problem)
  }
  const text = snippet(language, { scoringUri: detail.scoringUri, body, deployment, key, credential: takesTokens ? 'token' : 'key' })
  return (
    <section aria-label={t('snippets')} className="min-w-0 rounded-panel border bg-raised px-4 pt-1 pb-4">
      <Tabs
        label={t('snippets')}
        selected={language}
        onSelect={(id) => setParams({ language: id === 'curl' ? undefined : id })}
        items={snippetLanguages.map((id) => ({ id, label: names[id] }))}
      >
        <div className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-2">
          <Select
            label={t('target')}
            hideLabel
            size="sm"
            value={deployment ?? byTraffic}
            onChange={(value) => setParams({ deployment: value === byTraffic ? undefined : value })}
            options={[
              { value: byTraffic, label: t('byTraffic') },
              ...detail.deployments.map(({ name }) => ({ value: name, label: name, mark: <DeploymentDot name={name} /> })),
            ]}
          />
          <Checkbox isSelected={key !== undefined} onChange={(isIncluded) => void includeKey(isIncluded)}>
            {t(takesTokens ? 'includeToken' : 'includeKey')}
          </Checkbox>
        </div>
        <Code title={t(`file.${language}`)} text={text} />
        <p className="mt-2 text-ink-2 text-small">
          {t(key === undefined ? (takesTokens ? 'tokenPlaceholderHint' : 'placeholderHint') : takesTokens ? 'tokenInside' : 'keyInside')}
        </p>
      </Tabs>
    </section>
  )
}

/** The body last written in the test panel of this tab, so that both show the same request. */
function useTestBody(endpoint: string): string | undefined {
  const [body, setBody] = useState<string>()
  useEffect(() => setBody(sessionStorage.getItem(`scorepoint.test-body.${endpoint}`) ?? undefined), [endpoint])
  return body
}
