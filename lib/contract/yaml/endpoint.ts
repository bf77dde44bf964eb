import { z } from 'zod'
import { commonFields, field, nonEmptyText, requiredField, sources, word } from '@/lib/contract/yaml/fields'
import { maxMirrorPercent } from '@/lib/contract/yaml/limits'

/** Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-endpoint-online */

export const authModeWords = ['key', 'aml_token', 'aad_token'] as const
export const identityTypeWords = ['system_assigned', 'user_assigned', 'none', 'system_assigned,user_assigned'] as const
export const accessWords = ['enabled', 'disabled'] as const

const percentSchema = z.number().int().min(0).max(100)

const identityExample =
  '/subscriptions/<subscription>/resourcegroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>'

/** `- resource_id: <id>` and the bare id are both in use. */
export const userAssignedIdentitySchema = z.union([
  nonEmptyText,
  z.looseObject({
    resource_id: requiredField(nonEmptyText, {
      title: 'Resource id',
      description: 'ARM id of one user-assigned identity.',
      examples: [identityExample],
      source: sources.endpoint,
    }),
  }),
])

export const identityYamlSchema = z.looseObject({
  type: requiredField(word(identityTypeWords), {
    title: 'Identity type',
    description: 'Who the endpoint is when it calls other Azure services. Cannot be switched after creation.',
    default: 'system_assigned',
    values: {
      system_assigned: 'Azure makes an identity for this endpoint and deletes it with it.',
      user_assigned: 'An identity of yours; it must have its roles before the endpoint is created.',
      none: 'No identity.',
      'system_assigned,user_assigned': 'Both; in the REST interface only.',
    },
    source: sources.endpoint,
  }),
  user_assigned_identities: field(z.array(userAssignedIdentitySchema), {
    title: 'User-assigned identities',
    description: 'ARM ids of the identities; required with user_assigned.',
    examples: [[{ resource_id: identityExample }]],
    limit: 'One identity.',
    source: sources.endpoint,
  }),
})

export const endpointYamlSchema = z
  .looseObject({
    ...commonFields,
    name: requiredField(nonEmptyText, {
      title: 'Endpoint name',
      description: 'Part of the DNS name, so unique in the Azure region: 3 to 32 letters, digits and dashes, first a letter.',
      examples: ['my-endpoint'],
      limit: '3–32 characters; on Kubernetes 6–62 together with the name of the deployment.',
      source: sources.quota,
    }),
    auth_mode: field(word(authModeWords), {
      title: 'Authentication',
      description: 'What a caller sends as bearer credential: a lasting key, a token of the workspace, or a Microsoft Entra token.',
      default: 'key',
      values: {
        key: 'Two lasting keys, rotated by hand.',
        aml_token: 'A token of the workspace that has to be fetched anew.',
        aad_token: 'A Microsoft Entra token of the caller; managed endpoints only.',
      },
      source: sources.authentication,
    }),
    identity: field(identityYamlSchema, {
      title: 'Identity',
      description: 'Managed identity of the endpoint.',
      examples: [{ type: 'system_assigned' }],
      default: { type: 'system_assigned' },
      source: sources.endpoint,
      snippets: [
        { label: 'user-assigned identity', body: { type: 'user_assigned', user_assigned_identities: [{ resource_id: identityExample }] } },
      ],
    }),
    traffic: field(z.record(z.string(), percentSchema), {
      title: 'Traffic',
      description:
        'Deployment name to whole percent. The sum is 100, or 0 to take the endpoint offline. Not possible while the endpoint has no deployments.',
      examples: [{ blue: 90, green: 10 }],
      default: {},
      limit: 'Whole percent, 0–100 each; the sum is 0 or 100.',
      source: sources.rollout,
      snippets: [
        { label: 'all to one deployment', body: { blue: 100 } },
        { label: 'a tenth to the new one', body: { blue: 90, green: 10 } },
      ],
    }),
    mirror_traffic: field(z.record(z.string(), percentSchema), {
      title: 'Mirrored traffic',
      description: `Copies up to ${maxMirrorPercent} percent of live requests to one deployment; its answers are discarded. Managed endpoints only.`,
      examples: [{ green: 10 }],
      default: {},
      limit: `One deployment, 0–${maxMirrorPercent} percent.`,
      source: sources.rollout,
      appliesTo: 'managed',
    }),
    public_network_access: field(word(accessWords), {
      title: 'Public network access',
      description: 'disabled: the scoring address answers only through the private endpoint of the workspace. Managed endpoints only.',
      default: 'enabled',
      values: {
        enabled: 'Callers may reach it from the internet.',
        disabled: 'Callers reach it through the private endpoint of the workspace only.',
      },
      source: sources.network,
      appliesTo: 'managed',
    }),
    compute: field(nonEmptyText, {
      title: 'Kubernetes compute',
      description: 'Attached Kubernetes compute that runs the endpoint; makes it a Kubernetes endpoint.',
      examples: ['azureml:my-cluster'],
      source: sources.endpoint,
      appliesTo: 'kubernetes',
    }),
  })
  .meta({ title: 'Online endpoint', description: 'A stable scoring address with authentication and a traffic table.' })

export type EndpointYaml = z.infer<typeof endpointYamlSchema>

/** Values Azure uses when the file is silent. */
export const endpointDefaults = { auth_mode: 'key', public_network_access: 'enabled' } as const
