import { ProblemError } from '@/lib/problems/problem'
import { defineRoute } from '@/lib/server/define-route'
import { previewModel } from '@/lib/server/model-preview'

/** GET ?path=&base= : the files of a model as they will lie below AZUREML_MODEL_DIR, and what MLflow says about it. */
export const GET = defineRoute(async (request) => {
  const query = new URL(request.url).searchParams
  const path = query.get('path')
  if (!path)
    throw new ProblemError({
      code: 'BadArgument',
      message: 'path: name the model file or folder.',
      target: 'path',
      origin: 'input',
      retryable: false,
    })
  return Response.json(await previewModel(path, query.get('base') ?? undefined))
})
