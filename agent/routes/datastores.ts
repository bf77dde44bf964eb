/** The one datastore of this computer: where SDKs and the studio upload models and code. */
import { defaultContainer, defaultDatastore } from '@/agent/assets/asset-uri'
import { storageAccount } from '@/agent/assets/reference'
import { signContainerSas, uploadPermissions } from '@/agent/blob/sas'
import { refusal } from '@/agent/errors'
import { page, workspaceOf } from '@/agent/routes/arm-path'
import { uploadLifeMs } from '@/agent/routes/assets'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import { armProvider } from '@/lib/contract/arm/scope'

/** Handlers for `…/datastores`. */
export function datastoreRoutes(deps: AgentDeps) {
  /**
   * The Python SDK composes `https://<accountName>.blob.<suffix>` itself and ignores endpoint and protocol. Ending the account
   * name in `#` turns what it appends into a fragment, so that uploads reach this agent without a change of name resolution.
   */
  function accountName(c: AgentContext): string {
    const isPython = /azsdk-python|azure-ai-ml/i.test(c.req.header('user-agent') ?? '')
    return isPython ? `${c.req.header('host')}/${storageAccount}#` : storageAccount
  }

  function present(c: AgentContext) {
    return {
      id: `${workspaceOf(c)}/datastores/${defaultDatastore}`,
      name: defaultDatastore,
      type: `${armProvider}/workspaces/datastores`,
      properties: {
        datastoreType: 'AzureBlob',
        accountName: accountName(c),
        containerName: defaultContainer,
        endpoint: c.req.header('host'),
        protocol: 'https',
        isDefault: true,
        serviceDataAccessAuthIdentity: 'None',
        credentials: { credentialsType: 'Sas' },
        description: 'Files uploaded to this computer',
        tags: {},
        properties: {},
      },
    }
  }

  function requireDefault(c: AgentContext): void {
    if (param(c, 'name').toLowerCase() === defaultDatastore) return
    throw refusal('notFound', `There is no datastore "${param(c, 'name')}" here; this computer has "${defaultDatastore}" only.`, {
      target: param(c, 'name'),
    })
  }

  const list: Handler = (c) => page(c, deps, [present(c)], ['count'])

  const get: Handler = (c) => {
    requireDefault(c)
    return c.json(present(c))
  }

  const listSecrets: Handler = (c) => {
    requireDefault(c)
    const sasToken = signContainerSas(deps.assets.accountKey(), defaultContainer, uploadPermissions, uploadLifeMs)
    return c.json({ secretsType: 'Sas', sasToken })
  }

  return { list, get, listSecrets }
}
