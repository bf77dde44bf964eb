/** Playwright reporter: the same counts file as scripts/count-reporter.mjs. */
import { writeFileSync } from 'node:fs'

export default class PlaywrightCounts {
  onBegin(_config, suite) {
    this.suite = suite
    this.errors = []
  }

  onError(error) {
    this.errors?.push(error.message ?? 'unknown error')
  }

  onEnd() {
    const errors = this.errors ?? []
    const counts = { passed: 0, failed: errors.length, skips: [], failures: errors.slice() }
    for (const test of this.suite?.allTests() ?? []) {
      const name = test.titlePath().filter(Boolean).join(' › ')
      const outcome = test.outcome()
      if (outcome === 'expected' || outcome === 'flaky') counts.passed += 1
      else if (outcome === 'skipped')
        counts.skips.push({ name, reason: test.annotations.find(({ type }) => type === 'skip')?.description ?? 'skipped in the test' })
      else {
        counts.failed += 1
        counts.failures.push(name)
      }
    }
    if (process.env.SCOREPOINT_COUNTS) writeFileSync(process.env.SCOREPOINT_COUNTS, JSON.stringify(counts))
  }

  printsToStdio() {
    return false
  }
}
