/** Keys that `az ml … show` prints and the service alone sets: accepted in a file, never sent. */
export const readOnlyYamlKeys: readonly string[] = [
  'id',
  'kind',
  'location',
  'provisioning_state',
  'scoring_uri',
  'openapi_uri',
  'resourceGroup',
  'creation_context',
  'system_data',
]
