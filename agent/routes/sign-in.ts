/**
 * The endpoints `az` asks before its first request: discovery, a token for the service principal whose secret is the agent's token, and
 * the lists of tenants and subscriptions. Discovery tells addresses only; a token is given to nobody who does not have the secret already.
 * Doc: https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli and RFC 6749 §4.4.
 */
import { page } from '@/agent/routes/arm-path'
import { type AgentContext, type AgentDeps, type Handler, originOf, param } from '@/agent/routes/context'
import { readSmallText } from '@/agent/routes/request-body'
import { accessTokenLife, localTenantId, makeAccessToken } from '@/agent/sign-in/access-token'
import { localLocation, localResourceGroup, localSubscriptionId } from '@/lib/contract/arm/scope'
import { equalSecrets } from '@/lib/gate/bearer'

/** Name of the cloud in what `az cloud register` and ARM_CLOUD_METADATA_URL read. */
export const cloudName = 'Scorepoint'

/** Handlers for `/adfs/…`, `/metadata/endpoints`, `/tenants` and `/subscriptions`. */
export function signInRoutes(deps: AgentDeps) {
  const discovery: Handler = (c) => {
    const base = `${originOf(c, deps)}/adfs`
    return c.json({
      // Clients take the first part of its path for the account's tenant.
      issuer: `${originOf(c, deps)}/${localTenantId}/`,
      authorization_endpoint: `${base}/oauth2/authorize`,
      token_endpoint: `${base}/oauth2/token`,
      device_authorization_endpoint: `${base}/oauth2/devicecode`,
      jwks_uri: `${base}/discovery/keys`,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      response_types_supported: ['token'],
    })
  }

  function refused(c: AgentContext, status: 400 | 401, error: string, description: string): Response {
    return c.json({ error, error_description: description }, status, { 'Cache-Control': 'no-store' })
  }

  /** Client credentials: any client id, the agent's token as the secret. */
  const token: Handler = async (c) => {
    const form = new URLSearchParams(await readSmallText(c))
    if (!equalSecrets(form.get('client_secret') ?? '', deps.token)) {
      const where = 'The secret is the token of the agent: run/agent-token of the data folder.'
      return refused(c, 401, 'invalid_client', `The client secret is missing or wrong. ${where}`)
    }
    if (form.get('grant_type') !== 'client_credentials')
      return refused(c, 400, 'unsupported_grant_type', 'Only client_credentials is served: sign in as a service principal.')
    const accessToken = makeAccessToken(deps.token, originOf(c, deps), (form.get('client_id') ?? '').slice(0, 100))
    const times = { expires_in: accessTokenLife, ext_expires_in: accessTokenLife }
    return c.json({ token_type: 'Bearer', access_token: accessToken, ...times }, 200, { 'Cache-Control': 'no-store' })
  }

  /**
   * `az cloud register` with the resource manager's address alone reads the rest here, as one object (2022-09-01; 2015-01-01 in older releases,
   * under other names); ARM_CLOUD_METADATA_URL is read as a list.
   */
  const metadata: Handler = (c) => {
    const origin = originOf(c, deps)
    const authentication = { loginEndpoint: `${origin}/adfs`, audiences: [origin], tenant: 'adfs', identityProvider: 'ADFS' }
    const version = c.req.query('api-version') ?? '2019-05-01'
    if (version < '2018') return c.json({ galleryEndpoint: origin, graphEndpoint: origin, portalEndpoint: origin, authentication })
    const suffixes = { storage: 'core.windows.net', acrLoginServer: 'azurecr.io', keyVaultDns: 'vault.azure.net' }
    const cloud = {
      name: cloudName,
      portal: origin,
      resourceManager: origin,
      graph: origin,
      graphAudience: origin,
      authentication,
      suffixes,
    }
    return c.json(version < '2022' ? [cloud] : cloud)
  }

  const subscription = (id: string) => ({
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    tenantId: localTenantId,
    displayName: 'This computer',
    state: 'Enabled',
    authorizationSource: 'RoleBased',
  })
  const group = (c: AgentContext, name: string) => ({
    id: `/subscriptions/${param(c, 'subscription')}/resourceGroups/${name}`,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location: localLocation,
    tags: {},
    properties: { provisioningState: 'Succeeded' },
  })

  const tenants: Handler = (c) =>
    page(c, deps, [{ id: `/tenants/${localTenantId}`, tenantId: localTenantId, displayName: 'This computer' }])
  const listSubscriptions: Handler = (c) => page(c, deps, [subscription(localSubscriptionId)])
  /** Any subscription and group is this computer's: scripts keep the names they use in Azure. */
  const getSubscription: Handler = (c) => c.json(subscription(param(c, 'subscription')))
  const listGroups: Handler = (c) => page(c, deps, [group(c, localResourceGroup)])
  const getGroup: Handler = (c) => c.json(group(c, param(c, 'group')))

  return { discovery, token, metadata, tenants, listSubscriptions, getSubscription, listGroups, getGroup }
}
