'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useSettled } from '@/components/wizard/settled'
import { textOf } from '@/components/wizard/step-props'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import type { ModelPreview } from '@/lib/contract/files'
import { isRemotePath } from '@/lib/domain/convert/references'
import { baseImages } from '@/lib/domain/limits/base-images'
import { parseMlmodel } from '@/lib/domain/mlflow/mlmodel'
import { mlflowSampleRequest } from '@/lib/domain/mlflow/sample-request'
import { guessModel } from '@/lib/domain/scoring-script/model-kind'
import { modelPreviewQuery } from '@/lib/queries/files'
import { assetFileQuery, namedVersionQuery } from '@/lib/queries/registered'

export interface ChosenModel {
  /** Undefined while it is read, without a model, or when it cannot be read. */
  preview: ModelPreview | undefined
  /** MLflow serves the model; code and environment come with it. */
  noCode: boolean
  setNoCode: (noCode: boolean) => void
}

/** The model of the draft as files, and whether it is deployed without code. */
export function useChosenModel(draft: DeploymentDraft): ChosenModel {
  const model = draft.value(['model'])
  const path = textOf(draft.value(['model', 'path']))
  const local = path !== '' && !isRemotePath(path)
  const query = useQuery(modelPreviewQuery(useSettled(local ? path : undefined), draft.baseDir))
  const registered = useRegisteredModel(typeof model === 'string' ? model : '')
  const preview = local ? query.data : registered.preview
  const isMlflow = typeof model === 'string' ? registered.isMlflow : draft.value(['model', 'type']) === 'mlflow_model'
  return {
    preview,
    noCode: isMlflow && draft.value(['code_configuration']) === undefined,
    setNoCode: (noCode) => {
      if (noCode) return serveByMlflow(draft, preview)
      ownCode(draft)
      // Said by name, so that the folder is not taken for an MLflow model again.
      draft.set(['code_configuration', 'scoring_script'], 'score.py')
    },
  }
}

/** A registered version as a preview: the same facts, read from the control plane. */
function useRegisteredModel(reference: string): { preview: ModelPreview | undefined; isMlflow: boolean } {
  const [, name = '', version = ''] = /^azureml:([^:@/]+):([^:@/]+)$/.exec(reference) ?? []
  const asset = useQuery({ ...namedVersionQuery('models', name, version), enabled: name !== '' })
  const files = asset.data?.files ?? []
  const { kind, path: folder } = guessModel(files.map((file) => file.path))
  const mlmodel = kind === 'mlflow' ? `${folder}${folder === '' ? '' : '/'}MLmodel` : undefined
  const text = useQuery(assetFileQuery('models', name, version, mlmodel)).data?.text
  if (name === '' || !asset.data) return { preview: undefined, isMlflow: false }
  const facts = text === undefined ? undefined : parseMlmodel(text)
  const sampleRequest = facts && mlflowSampleRequest(facts)
  return {
    isMlflow: asset.data.type === 'mlflow_model',
    preview: {
      path: reference,
      files,
      fileCount: asset.data.fileCount,
      totalBytes: asset.data.sizeBytes ?? 0,
      ...(facts === undefined
        ? {}
        : { mlflow: { ...facts, folder, environmentFrom: facts.condaFile, ...(sampleRequest === undefined ? {} : { sampleRequest }) } }),
    },
  }
}

/** Takes a folder with MLmodel for an MLflow model when it is chosen, as long as nothing else was said. */
export function useMlflowRecognition(draft: DeploymentDraft, chosen: ChosenModel): void {
  const { preview } = chosen
  const isRegistered = typeof draft.value(['model']) === 'string'
  const type = draft.value(['model', 'type'])
  const hasCode = draft.value(['code_configuration']) !== undefined || draft.value(['environment', 'conda_file']) !== undefined
  const hasImage = draft.value(['environment', 'image']) !== undefined
  const isNew = isRegistered ? chosen.noCode && hasImage : type === undefined
  const recognised = preview?.mlflow?.hasPyfunc === true && isNew && !hasCode && !draft.isLocked
  const lost = !isRegistered && preview !== undefined && preview.mlflow === undefined && type === 'mlflow_model' && !draft.isLocked
  // biome-ignore lint/correctness/useExhaustiveDependencies: acts when what the model is has changed, not with every edit
  useEffect(() => {
    if (recognised) serveByMlflow(draft, preview)
    else if (lost) ownCode(draft)
  }, [recognised, lost])
}

function serveByMlflow(draft: DeploymentDraft, preview?: ModelPreview): void {
  // A registered version says its type itself.
  if (typeof draft.value(['model']) !== 'string') draft.set(['model', 'type'], 'mlflow_model')
  draft.set(['code_configuration'], undefined)
  draft.set(['environment'], undefined)
  const sample = preview?.mlflow?.sampleRequest
  if (sample !== undefined && draft.sampleRequest === undefined) draft.change({ sampleRequest: sample })
}

function ownCode(draft: DeploymentDraft): void {
  if (typeof draft.value(['model']) !== 'string') draft.set(['model', 'type'], undefined)
  restoreEnvironment(draft)
}

/** The environment a new draft begins with, where the model chosen before had needed none. */
export function restoreEnvironment(draft: DeploymentDraft): void {
  if (draft.value(['environment']) === undefined) draft.set(['environment'], { image: baseImages[0] })
}
