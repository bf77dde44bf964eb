/** Where a control plane lives and how to talk to it. Past lib/arm nobody asks `kind`; differences are rows in lib/contract/capabilities. */
export interface Connection {
  kind: 'local'
  /** Value of the `c` parameter in page addresses. */
  id: 'local'
  /** `https://127.0.0.1:7443`, no trailing slash. */
  agentUrl: string
  token: string
  /** PEM of the certificate authority that signed the agent's certificate. */
  caPem: string
  /** ARM id of the workspace, no trailing slash. */
  workspaceId: string
}
