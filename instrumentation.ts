/** Runs once when the studio's server starts (Next.js instrumentation). */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const [{ resumeDeployJobs }, { loadFolderSettings }, { pruneUploads }] = await Promise.all([
    import('@/lib/server/deploy-job'),
    import('@/lib/server/folder-settings'),
    import('@/lib/server/storage'),
  ])
  // Jobs read local paths: what is allowed comes first.
  await loadFolderSettings()
  await resumeDeployJobs()
  const { startCodeWatch } = await import('@/lib/server/code-watch')
  await startCodeWatch()
  await pruneUploads()
}
