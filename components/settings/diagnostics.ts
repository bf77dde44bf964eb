import type { AboutReport } from '@/lib/contract/about'

/** The About page as text for an issue: versions and checks, no addresses of other hosts, nothing secret. */
export function diagnosticsText(about: AboutReport, browser: string): string {
  const lines = [
    `Scorepoint ${about.version}, agent ${about.agentVersion ?? 'does not answer'}, api-version ${about.apiVersion}`,
    `Node ${about.node}, ${about.platform}`,
    `Browser ${browser}`,
    `Studio ${about.studioUrl}, agent ${about.agentUrl}, scoring ${about.scoringUrl}`,
    `Data folder ${about.home}; further origins: ${about.origins.length}`,
  ]
  if (about.doctor) {
    lines.push(`${about.doctor.cores} cores, ${(about.doctor.memoryBytes / 1024 ** 3).toFixed(1)} GiB memory`)
    for (const check of about.doctor.checks)
      lines.push(`[${check.state}] ${check.title}: ${check.detail}${check.fix ? ` ${check.fix}` : ''}`)
  }
  return lines.join('\n')
}
