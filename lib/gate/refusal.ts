import type { RefusalCode, Verdict } from './judge'
import type { GateSettings } from './settings'

type Refusal = Extract<Verdict, { kind: 'refuse' }>

const sentences: Record<RefusalCode, (refusal: Refusal, settings: GateSettings) => string> = {
  'Studio.UnknownHost': ({ seen }, { canonical }) =>
    `This server answers at ${canonical.origin} only; the request came for "${seen}". To reach it under another address (port forwarding), start it with SCOREPOINT_ORIGINS set to that address, for example SCOREPOINT_ORIGINS=https://${seen || 'name:port'}.`,
  'Studio.UnknownOrigin': ({ seen }, { canonical }) =>
    `The request came from a page at "${seen}", which is not allowed to act here (${canonical.origin}). If that is this studio behind port forwarding, start it with SCOREPOINT_ORIGINS=${seen || 'https://name:port'}.`,
  'Studio.OriginRequired': () => 'A request that changes something must name its Origin.',
  'Studio.CrossSite': () => 'The request was started by another site.',
  'Studio.MethodNotAllowed': ({ seen }) => `The method ${seen} is not served here.`,
  'Studio.BadRequestTarget': () => 'The request target is not a plain path.',
}

/** Body and type of a refusal: a page for browsers, the error envelope for everything else. */
export function refusalBody(
  refusal: Refusal,
  settings: GateSettings,
  accept: string | undefined,
  url: string,
): { type: string; body: string } {
  const message = sentences[refusal.code](refusal, settings)
  if (!accept?.includes('text/html'))
    return { type: 'application/json; charset=utf-8', body: JSON.stringify({ error: { code: refusal.code, message } }) }
  const hop = refusal.hop ? `<p><a href="${escapeHtml(url)}">Open this page in Scorepoint</a></p>` : ''
  return {
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Scorepoint: ${refusal.status}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1.5rem}code{font-size:.9em;opacity:.7}</style>
<h1>Not served</h1><p>${escapeHtml(message)}</p>${hop}<p><code>${refusal.code}</code></p></html>`,
  }
}

/** Text into HTML, for the two characters' worth of places where no framework does it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
