/** A page under test is waited for as long as anything else: the library's own second is too short on a slow or busy machine. */
if ('document' in globalThis) {
  const { configure } = await import('@testing-library/react')
  configure({ asyncUtilTimeout: 10_000 })
}

export {}
