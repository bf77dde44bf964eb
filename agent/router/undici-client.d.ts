/** undici's client by itself: its index would bring fetch, WebSocket and more into the router's memory. */
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici'

  const client: typeof Client
  export default client
}
declare module 'undici/lib/core/connect.js' {
  export { buildConnector as default } from 'undici'
}
