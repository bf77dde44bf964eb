'use client'

import { useQuery } from '@tanstack/react-query'
import { usePathname, useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { hereOf } from '@/components/commands/shortcut-keys'
import { rememberAsset } from '@/components/drop/dropped-asset'
import type { DroppedDocument } from '@/components/drop/read-dropped'
import {
  assetOf,
  draftDeployment,
  draftEndpoint,
  endpointNameOf,
  newDeploymentHref,
  plainEndpoint,
  relativePathsOf,
} from '@/components/drop/take-to'
import { useKindWords } from '@/components/drop/use-kind-words'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { RadioCards } from '@/components/ui/RadioCards'
import { Select } from '@/components/ui/Select'
import { Yaml } from '@/components/ui/Yaml'
import { PathField } from '@/components/wizard/PathField'
import type { FilePreview } from '@/lib/contract/files'
import { isSameName } from '@/lib/domain/names/names'
import { folderOf, nameOf } from '@/lib/domain/project/project-paths'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { endpointsQuery } from '@/lib/queries/endpoints'
import { fetchJson } from '@/lib/queries/fetch-json'
import { projectsQuery } from '@/lib/queries/projects'

const newEndpoint = '\0new'
const isOurs = ({ found }: DroppedDocument) => found.kind !== 'other'

/** What the files are, and one button to the right place with everything filled in and nothing changed. */
export function DropPlace(props: { documents: readonly DroppedDocument[]; isPasted: boolean; onClose: () => void }) {
  const { documents } = props
  const t = useTranslations('drop')
  const words = useKindWords()
  const router = useRouter()
  const here = hereOf(usePathname() ?? '')
  const { data: list } = useQuery(endpointsQuery())
  const { data: projects } = useQuery(projectsQuery())
  const [chosenId, setChosenId] = useState<string>()
  const [chosenEndpoint, setChosenEndpoint] = useState<string>()
  const [typedFolder, setTypedFolder] = useState<string>()
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()

  const ours = documents.filter(isOurs)
  const endpointDocument = ours.find(({ found }) => found.kind === 'endpoint')
  const deployments = ours.filter(({ found }) => found.kind === 'deployment')
  // A pair is one matter: the deployment, and its endpoint first.
  const isPair = endpointDocument !== undefined && deployments.length > 0
  const main = ours.find(({ id }) => id === chosenId) ?? deployments[0] ?? ours[0]
  const text = main?.found.text ?? ''
  const kind = main?.found.kind
  const written = kind === 'deployment' ? endpointNameOf(text) : undefined
  const toCreate = endpointDocument?.found.name ?? written ?? ''
  const known = list?.endpoints.map(({ name }) => name) ?? []
  const match = known.find((name) => name.toLowerCase() === (written ?? endpointDocument?.found.name)?.toLowerCase())
  // Dropped on the page of an endpoint, that one is most likely meant, also where the file names another.
  const hereName = kind === 'deployment' && !isPair ? known.find((name) => isSameName(name, here.endpoint ?? '')) : undefined
  const suggested = hereName ?? match ?? (isPair || written ? newEndpoint : (known[0] ?? newEndpoint))
  const differs = hereName !== undefined && written !== undefined && !isSameName(hereName, written)
  const endpoint = chosenEndpoint ?? suggested
  const relative = main ? relativePathsOf(text) : []
  // The same file in a folder that was opened before tells where it lies.
  const guess = projects
    ?.flatMap((project) => project.documents.map((document) => ({ project, document })))
    .find(({ document }) => main?.file !== undefined && nameOf(document.path) === main.file && document.name === main.found.name)
  const guessed = guess && [guess.project.folder, folderOf(guess.document.path)].filter(Boolean).join('/')
  const baseDir = (typedFolder ?? guessed ?? '').trim() || undefined
  const isWaiting = kind === 'deployment' && list === undefined

  async function go() {
    if (!main) return
    setPending(true)
    setProblem(undefined)
    try {
      const href = await take()
      props.onClose()
      router.push(href)
    } catch (error) {
      setPending(false)
      setProblem(
        error instanceof ProblemError
          ? error.problem
          : { code: 'Studio.Unreachable', message: String(error), origin: 'studio', retryable: true },
      )
    }
  }

  async function take(): Promise<string> {
    if (kind === 'endpoint') return `/endpoints/new?draft=${await draftEndpoint(text)}`
    if (kind === 'deployment') {
      if (endpoint !== newEndpoint) {
        const isFirst = list?.endpoints.find(({ name }) => name === endpoint)?.deployments.length === 0
        return newDeploymentHref(endpoint, await draftDeployment(text, endpoint, baseDir, isFirst))
      }
      const first = endpointDocument?.found.text ?? plainEndpoint(toCreate, main?.found.compute)
      const [endpointDraft, deploymentDraft] = await Promise.all([draftEndpoint(first), draftDeployment(text, toCreate, baseDir, true)])
      return `/endpoints/new?draft=${endpointDraft}&then=${deploymentDraft}`
    }
    if (kind !== 'model' && kind !== 'environment' && kind !== 'conda') return '/'
    const conda = kind === 'environment' ? await condaFor() : undefined
    rememberAsset(assetOf(kind, text, baseDir, conda))
    return `/${kind === 'model' ? 'models' : 'environments'}?register=dropped`
  }

  /** Of the conda file an environment names: dropped with it, else beside it on this computer. */
  async function condaFor(): Promise<string | undefined> {
    const dropped = ours.find(({ found }) => found.kind === 'conda')
    if (dropped) return dropped.found.text
    const path = relative.find((each) => /\.ya?ml$/.test(each))
    if (!path || !baseDir) return undefined
    return (await fetchJson<FilePreview>(`/api/files/content?${new URLSearchParams({ path, base: baseDir })}`)).text
  }

  const isOnEndpointPage = kind === 'deployment' && here.endpoint === undefined
  return (
    <Dialog
      title={main ? t('found', { what: words(main.found).label }) : t('unknownTitle')}
      isOpen
      size="lg"
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          {main ? (
            <Button variant="primary" isPending={isPending} onPress={() => void go()} disabledReason={isWaiting ? t('looking') : undefined}>
              {kind === 'deployment' ? t(endpoint === newEndpoint ? 'go.both' : 'go.deployment') : t(`go.${goOf(kind)}`)}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="grid gap-4">
        {problem ? <ProblemNotice problem={problem} /> : null}
        {main ? <p className="text-ink-2">{words(main.found).sentence}</p> : null}
        {ours.length > 1 && !isPair ? (
          <Select
            label={t('which')}
            value={main?.id}
            onChange={setChosenId}
            options={ours.map(({ id, file, found }) => ({
              value: id,
              label: [file, found.name].filter(Boolean).join(' – ') || words(found).label,
            }))}
          />
        ) : null}
        {isPair && endpoint === newEndpoint ? (
          <Notice tone="info">{t('pair', { endpoint: endpointDocument.found.name ?? '' })}</Notice>
        ) : null}
        {kind === 'deployment' && isOnEndpointPage && !isPair ? <p>{t('notHere')}</p> : null}
        {differs ? (
          <RadioCards
            label={t('differs.label')}
            value={endpoint === hereName ? 'here' : 'named'}
            onChange={(next) => setChosenEndpoint(next === 'here' ? hereName : (match ?? newEndpoint))}
            options={[
              { value: 'here', title: hereName, description: t('differs.here', { written }) },
              { value: 'named', title: written, description: t(match === undefined ? 'differs.unknown' : 'differs.named') },
            ]}
          />
        ) : kind === 'deployment' && list ? (
          <Select
            label={t('endpoint')}
            value={endpoint}
            onChange={setChosenEndpoint}
            options={[
              ...known.map((name) => ({ value: name, label: name })),
              // One that is there need not be made.
              ...(known.some((name) => isSameName(name, toCreate))
                ? []
                : [{ value: newEndpoint, label: t('endpointFirst', { name: toCreate }) }]),
            ]}
          />
        ) : null}
        {main && relative.length > 0 ? (
          <PathField
            label={t('folder')}
            description={t('folderHelp', { paths: relative.join(', ') })}
            kind="folder"
            value={typedFolder ?? guessed ?? ''}
            onChange={setTypedFolder}
            baseDir={undefined}
          />
        ) : null}
        {main ? (
          <details>
            <summary className="cursor-pointer text-ink-2 text-small">{main.file ?? t('pasted')}</summary>
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              className="mt-2 max-h-56 overflow-auto rounded-control border bg-sunken p-3 text-small"
            >
              <Yaml text={text} />
            </pre>
          </details>
        ) : null}
        {documents
          .filter((document) => !isOurs(document))
          .map(({ id, file, found }) => (
            <p key={id} className="text-ink-2">
              {t('other', { file: file ?? t('pasted'), what: words(found).label })} {words(found).sentence}
            </p>
          ))}
      </div>
    </Dialog>
  )
}

const goOf = (kind: string | undefined) =>
  kind === 'endpoint' || kind === 'model' || kind === 'environment' || kind === 'conda' ? kind : 'endpoint'
