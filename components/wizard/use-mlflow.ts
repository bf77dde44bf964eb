'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { textOf } from '@/components/wizard/step-props'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import type { ModelPreview } from '@/lib/contract/files'
import { isRemotePath } from '@/lib/domain/convert/references'
import { baseImages } from '@/lib/domain/limits/base-images'
import { modelPreviewQuery } from '@/lib/queries/files'

export interface ChosenModel {
  /** Undefined while it is read, without a local path, or when the path cannot be read. */
  preview: ModelPreview | undefined
  /** MLflow serves the model; code and environment come with it. */
  noCode: boolean
  setNoCode: (noCode: boolean) => void
}

/** The model of the draft as files, and whether it is deployed without code. */
export function useChosenModel(draft: DeploymentDraft): ChosenModel {
  const path = textOf(draft.value(['model', 'path']))
  const local = path !== '' && !isRemotePath(path)
  const query = useQuery(modelPreviewQuery(local ? path : undefined, draft.baseDir))
  const type = draft.value(['model', 'type'])
  return {
    preview: local ? query.data : undefined,
    noCode: type === 'mlflow_model' && draft.value(['code_configuration']) === undefined,
    setNoCode: (noCode) => {
      if (noCode) return serveByMlflow(draft, query.data)
      ownCode(draft)
      // Said by name, so that the folder is not taken for an MLflow model again.
      draft.set(['code_configuration', 'scoring_script'], 'score.py')
    },
  }
}

/** Takes a folder with MLmodel for an MLflow model when it is chosen, as long as nothing else was said. */
export function useMlflowRecognition(draft: DeploymentDraft, preview: ModelPreview | undefined): void {
  const type = draft.value(['model', 'type'])
  const hasCode = draft.value(['code_configuration']) !== undefined || draft.value(['environment', 'conda_file']) !== undefined
  const recognised = preview?.mlflow?.hasPyfunc === true && type === undefined && !hasCode && !draft.isLocked
  const lost = preview !== undefined && preview.mlflow === undefined && type === 'mlflow_model' && !draft.isLocked
  // biome-ignore lint/correctness/useExhaustiveDependencies: acts when what the folder is has changed, not with every edit
  useEffect(() => {
    if (recognised) serveByMlflow(draft, preview)
    else if (lost) ownCode(draft)
  }, [recognised, lost])
}

function serveByMlflow(draft: DeploymentDraft, preview?: ModelPreview): void {
  draft.set(['model', 'type'], 'mlflow_model')
  draft.set(['code_configuration'], undefined)
  draft.set(['environment'], undefined)
  const sample = preview?.mlflow?.sampleRequest
  if (sample !== undefined && draft.sampleRequest === undefined) draft.change({ sampleRequest: sample })
}

function ownCode(draft: DeploymentDraft): void {
  draft.set(['model', 'type'], undefined)
  if (draft.value(['environment']) === undefined) draft.set(['environment'], { image: baseImages[0] })
}
