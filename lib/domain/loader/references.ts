const versioned =
  /^\/?subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.MachineLearningServices\/workspaces\/[^/]+\/[^/]+\/[^/]+\/versions\/[^/]+/

/** Whether the loader takes a text as the reference of a model or an environment. It asks less than the documentation does. */
export function isReference(text: string, type: 'models' | 'environments'): boolean {
  if (text.startsWith('azureml://registries/')) return true
  if (!text.startsWith('azureml:')) return false
  const id = text.slice('azureml:'.length)
  if (id === '' || versioned.test(id)) return true
  const named = new RegExp(
    `^/subscriptions/.*/resourceGroups/.*/providers/Microsoft\\.MachineLearningServices/workspaces/.*/${type}/.*`,
    'i',
  )
  if (named.test(id)) return false
  return !id.includes('/') || id.startsWith('/')
}
