/** Runs once when the studio's server starts (Next.js instrumentation). */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { resumeDeployJobs } = await import('@/lib/server/deploy-job')
  await resumeDeployJobs()
  const { startCodeWatch } = await import('@/lib/server/code-watch')
  await startCodeWatch()
}
