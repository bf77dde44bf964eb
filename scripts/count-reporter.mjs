/** Vitest reporter: counts, failures and skips with their reasons, as one JSON file ($SCOREPOINT_COUNTS) for scripts/test.mjs. */
import { writeFileSync } from 'node:fs'

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = {
      passed: 0,
      failed: unhandledErrors.length,
      skips: [],
      failures: unhandledErrors.map((error) => `unhandled: ${error.message}`),
    }
    for (const module of modules) {
      // A file that could not even be loaded has no tests to count.
      for (const error of module.errors()) {
        counts.failed += 1
        counts.failures.push(`${module.moduleId}: ${error.message}`)
      }
      for (const test of module.children.allTests()) {
        const { state, note } = test.result()
        if (state === 'passed') counts.passed += 1
        else if (state === 'skipped') counts.skips.push({ name: test.fullName, reason: note ?? reasonAbove(test) })
        else {
          counts.failed += 1
          counts.failures.push(test.fullName)
        }
      }
    }
    if (process.env.SCOREPOINT_COUNTS) writeFileSync(process.env.SCOREPOINT_COUNTS, JSON.stringify(counts))
  }
}

/** `describe.skipIf` leaves no note; suites name their condition in the title. */
function reasonAbove(test) {
  return test.parent.type === 'suite' ? `condition of "${test.parent.fullName}"` : 'condition of the test'
}
