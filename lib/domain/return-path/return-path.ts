/** Where to go after signing in: a path of the studio itself, never another site; the home page for everything else. */
export function returnPath(wanted: string | null | undefined): string {
  if (!wanted || !/^\/(?![/\\])[!-~]*$/.test(wanted) || wanted.includes('\\')) return '/'
  const url = new URL(wanted, 'http://studio.invalid')
  if (url.host !== 'studio.invalid' || url.pathname.startsWith('/signin') || url.pathname.startsWith('/api/')) return '/'
  // What Next adds to its own reads is no part of the address.
  url.searchParams.delete('_rsc')
  return url.pathname + url.search
}
