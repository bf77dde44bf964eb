'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { rowsOf, suggestedRows } from '@/components/test/assertion-rows'
import { CompareLanes } from '@/components/test/CompareLanes'
import { remarksOf } from '@/components/test/check-body'
import { DiffDialog } from '@/components/test/DiffDialog'
import { ExampleList } from '@/components/test/ExampleList'
import { HistoryList } from '@/components/test/HistoryList'
import { RequestPanel } from '@/components/test/RequestPanel'
import { ResponsePanel } from '@/components/test/ResponsePanel'
import { clientRequestIdHeader, draftOf, isSameRequest, requestOf, useRequestDraft } from '@/components/test/request-draft'
import { SaveExampleDialog } from '@/components/test/SaveExampleDialog'
import { SuitePanel } from '@/components/test/SuitePanel'
import type { TestActions } from '@/components/test/test-actions'
import { useKept } from '@/components/test/use-kept'
import { useRuns } from '@/components/test/use-runs'
import { useSuite } from '@/components/test/use-suite'
import { showSuccess } from '@/components/ui/toast'
import type { Example } from '@/lib/contract/example'
import type { InvokeRequest } from '@/lib/contract/invoke'
import { isSecretName } from '@/lib/domain/request-schema/without-secrets'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { examplesQuery, signatureQuery } from '@/lib/queries/examples'

const fallbackBody = '{\n  "data": [\n    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n  ]\n}'

/** Request left, answer right, saved examples and history beside them. What is looked at stands in the address. */
export function Tester({ samples, actions }: { samples: Readonly<Record<string, string>>; actions: TestActions }) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const [params, setParams] = useUrlState()
  const known = (name: string | undefined) => detail.deployments.find((each) => each.name === name)
  const deployment = known(params.get('deployment') ?? undefined)?.name
  const compared = params.get('compare') === null ? undefined : (params.get('compare') ?? '').split(',').filter((name) => known(name))
  const target = deployment ?? busiest(detail.traffic)
  const signature = useQuery(signatureQuery(detail.name, deployment, known(target)?.modifiedAt ?? ''))
  const carried = (deployment ? samples[deployment] : undefined) ?? Object.values(samples)[0]
  const sample = carried ?? signature.data?.sample
  const [draft, setDraft] = useRequestDraft(detail.name, sample ?? fallbackBody)
  const remarks = useMemo(
    () => (draft.file ? [] : remarksOf(draft.body, signature.data?.input)),
    [draft.file, draft.body, signature.data?.input],
  )
  const { lanes, send, show, cancel, runningSince } = useRuns(detail.name)
  const { suite, run: runSuite, close: closeSuite } = useSuite(detail.name)
  const examples = useQuery(examplesQuery(detail.name)).data ?? []
  const selected = examples.find(({ id }) => id === params.get('example'))
  const [isSaving, setSaving] = useState<'new' | 'change'>()
  const [diffWith, setDiffWith] = useState<string>()
  const kept = useKept(detail.name, actions)
  const run = lanes[0]?.run
  const answer = run?.outcome.answer

  const sendNow = async () => {
    closeSuite()
    const stored = requestOf(draft)
    const headers = { [clientRequestIdHeader]: newClientRequestId(), ...lowerCased(stored.headers) }
    const request: InvokeRequest = { ...stored, headers }
    if (compared) {
      if (compared.length >= 2) await send(compared.map((name) => ({ target: name, request: { ...request, deployment: name } })))
      return
    }
    const example = selected && isSameRequest(draft, selected) ? { example: selected.id } : {}
    const outcomes = await send([{ target: deployment, request: { ...request, ...(deployment ? { deployment } : {}), ...example } }])
    setParams({ entry: outcomes?.[0]?.invocationId })
    if (selected) await kept.refreshExamples()
  }
  const openEntry = async (id: string) => {
    const earlier = await kept.read(id)
    if (!earlier) return
    closeSuite()
    setDraft(earlier.draft)
    setParams({ entry: id, example: earlier.entry.exampleId, compare: undefined, deployment: known(earlier.entry.deployment)?.name })
    show([{ target: earlier.entry.deployment, run: earlier.run }])
  }
  const openExample = (example: Example) => {
    closeSuite()
    setDraft(draftOf(example, example.name))
    setParams({ example: example.id, entry: undefined, compare: undefined, deployment: known(example.deployment)?.name })
    if (example.lastRun)
      void kept
        .read(example.lastRun.invocationId, 'quietly')
        .then((earlier) => show(earlier ? [{ target: example.deployment, run: earlier.run }] : []))
    else show([])
  }
  useAddressOnce((address) => {
    const entry = address.get('entry')
    const example = examples.find(({ id }) => id === address.get('example'))
    if (entry) void openEntry(entry)
    else if (example) openExample(example)
    return Boolean(entry ?? example)
  })

  const save = async (name: string, assertions: Example['assertions']) => {
    const id = selected && (isSaving === 'change' || selected.name === name) ? selected.id : undefined
    const saved = await actions.saveExample({
      endpoint: detail.name,
      example: { ...requestOf(draft), name, assertions, ...(deployment ? { deployment } : {}) },
      ...(id ? { id } : {}),
    })
    if (saved.ok) {
      setParams({ example: saved.value.id })
      await kept.refreshExamples()
      showSuccess(t('exampleSaved', { name }))
    }
    return saved
  }
  const onSample = sample && sample !== draft.body ? () => setDraft({ body: sample, file: undefined }) : undefined
  return (
    <div
      className={`grid items-start gap-4 lg:grid-cols-2 ${compared ? 'xl:grid-cols-[200px_minmax(0,1fr)]' : 'xl:grid-cols-[200px_minmax(0,1fr)_minmax(0,1fr)]'}`}
    >
      <div className={compared ? 'min-w-0 max-xl:col-span-full' : 'min-w-0'}>
        <RequestPanel
          draft={draft}
          onDraft={setDraft}
          remarks={remarks}
          signature={signature.data}
          sample={sample}
          deployment={deployment}
          onDeployment={(name) => setParams({ deployment: name })}
          compared={compared}
          onCompared={(names) => {
            setParams({ compare: names ? names.join(',') || ' ' : undefined, entry: undefined })
            show([])
          }}
          runningSince={runningSince}
          onSend={() => void sendNow()}
          onCancel={cancel}
          onSave={() => setSaving('new')}
        />
      </div>
      {suite ? (
        <SuitePanel
          suite={suite}
          onRun={(name) => void runSuite(examples, name)}
          onClose={closeSuite}
          onOpen={({ example, outcome }) => {
            if (outcome?.invocationId) void openEntry(outcome.invocationId)
            else openExample(example)
          }}
        />
      ) : compared ? (
        <div className="min-w-0 max-xl:col-span-full xl:col-start-2">
          <CompareLanes lanes={lanes} />
        </div>
      ) : (
        <ResponsePanel run={run} onSample={onSample} />
      )}
      <aside className="flex min-w-0 flex-col gap-5 max-xl:col-span-full xl:order-first xl:row-span-2">
        <ExampleList
          examples={examples}
          selected={selected?.id}
          isRunning={suite?.isRunning ?? false}
          onOpen={openExample}
          onRunAll={() => {
            show([])
            setParams({ compare: undefined, entry: undefined })
            void runSuite(examples, deployment)
          }}
          onEdit={(example) => {
            openExample(example)
            setSaving('change')
          }}
          onDelete={(example) => void kept.deleteExample(example)}
        />
        <HistoryList
          selected={params.get('entry') ?? undefined}
          onOpen={(id) => void openEntry(id)}
          onStar={(entry) => void kept.star(entry)}
          onDelete={(id) => void kept.forget(id)}
          onDiff={answer && !compared ? setDiffWith : undefined}
        />
      </aside>
      {isSaving && (isSaving === 'new' || selected) ? (
        <SaveExampleDialog
          isChange={isSaving === 'change'}
          name={selected?.name ?? ''}
          rows={selected ? rowsOf(selected.assertions) : suggestedRows(answer)}
          secretNames={draft.headers.map(({ name }) => name.trim()).filter(isSecretName)}
          onClose={() => setSaving(undefined)}
          onSave={save}
        />
      ) : null}
      {diffWith && run && answer ? <DiffDialog earlier={diffWith} shown={run} onClose={() => setDiffWith(undefined)} /> : null}
    </div>
  )
}

function busiest(traffic: Readonly<Record<string, number>>): string | undefined {
  return Object.entries(traffic).sort(([, a], [, b]) => b - a)[0]?.[0]
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Opens what the address named when the page was loaded, as soon as `open` knows it; later changes of the address are this page's own. */
function useAddressOnce(open: (address: URLSearchParams) => boolean): void {
  const [params] = useUrlState()
  const [address] = useState(params)
  const isOpened = useRef(false)
  useEffect(() => {
    if (!isOpened.current) isOpened.current = open(address)
  })
}
