/** What the gate compares with: exact strings, computed once at start. */
export interface GateSettings {
  /** Every `Host` that may reach this server, lower case, without the scheme's default port. */
  hosts: ReadonlySet<string>
  /** Every `Origin` that may send requests which change something. Empty for the agent: browsers never call it. */
  origins: ReadonlySet<string>
  /** The one origin the server calls itself. */
  canonical: { host: string; origin: string }
  /** Hosts whose GETs are answered with a redirect to the canonical origin. */
  redirectHosts: ReadonlySet<string>
  methods: ReadonlySet<string>
  /** A bearer token without a cookie may stand in for Origin (the agent). The server still checks the token. */
  acceptsBearer: boolean
}

/** Reads `SCOREPOINT_ORIGINS`: further `http(s)://host[:port]`, separated by spaces or commas. Throws a sentence naming the value that is none. */
export function parseOrigins(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => {
      const url = URL.canParse(entry) ? new URL(entry) : undefined
      if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
        throw new Error(`SCOREPOINT_ORIGINS: "${entry}" is not an origin like https://name:port`)
      }
      return url.origin
    })
}

/** The studio on 127.0.0.1:`port`, also reachable under `further` origins (port forwarding). */
export function studioGateSettings(port: number, further: string[]): GateSettings {
  const canonical = new URL(`http://127.0.0.1:${port}`)
  const origins = [canonical.origin, ...further]
  const localhost = new URL(`http://localhost:${port}`).host
  const hosts = new Set(origins.map((origin) => new URL(origin).host))
  return {
    hosts,
    origins: new Set(origins),
    canonical: { host: canonical.host, origin: canonical.origin },
    redirectHosts: new Set(hosts.has(localhost) ? [] : [localhost]),
    methods: new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
    acceptsBearer: false,
  }
}

/** The agent on `port`: three loopback names, no browser origin at all, bearer only. */
export function agentGateSettings(port: number): GateSettings {
  return {
    hosts: new Set(['127.0.0.1', 'localhost', '[::1]'].map((name) => new URL(`https://${name}:${port}`).host)),
    origins: new Set(),
    canonical: { host: `127.0.0.1:${port}`, origin: `https://127.0.0.1:${port}` },
    redirectHosts: new Set(),
    methods: new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
    acceptsBearer: true,
  }
}
