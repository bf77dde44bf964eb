import { type EndpointCheck, errorAt } from '@/lib/domain/checks/check'

/** Doc: reference-yaml-endpoint-online, "identity"; the SDK takes one user-assigned identity. */
export const checkIdentity: EndpointCheck = (endpoint) => {
  const { identity } = endpoint
  const path = ['identity', 'user_assigned_identities']
  const count = identity?.user_assigned_identities?.length ?? 0
  if (identity?.type.includes('user_assigned') && count === 0)
    return [
      errorAt(
        path,
        'identity-required',
        'identity.user_assigned_identities is required with type user_assigned.',
        'List it as - resource_id: <ARM id of the identity>.',
      ),
    ]
  if (count > 1)
    return [
      {
        ...errorAt(path, 'identity-one', `identity.user_assigned_identities lists ${count} identities; one is supported.`, 'Keep one.'),
        values: { count },
      },
    ]
  if (identity && !identity.type.includes('user_assigned') && count > 0)
    return [
      {
        ...errorAt(
          path,
          'identity-type',
          `identity.user_assigned_identities has no meaning with type ${identity.type}.`,
          'Write type: user_assigned, or remove the list.',
        ),
        values: { type: identity.type },
      },
    ]
  return []
}
