/** `npm start`: prepares what is not up to date, then becomes the launcher. Only node: modules: on a fresh clone nothing else exists yet. */
import { prepare } from './prepare.mjs'
import { StepFailure } from './run-step.mjs'

try {
  await prepare('build')
} catch (error) {
  console.error(error instanceof StepFailure ? error.message : error)
  process.exit(1)
}
await import('../dist/launcher.mjs')
