import { describe, expect, it } from 'vitest'
import { explainBuild } from './build'

const explain = (text: string) => explainBuild(text.split('\n'))

describe('explainBuild', () => {
  it('reads the resolver of new and of old uv', () => {
    const now = explain(
      'error: No solution found when resolving dependencies\n  cause: Because there is no version of numpy==99 and you require numpy==99, we can conclude that your requirements are unsatisfiable.',
    )
    expect(now).toMatchObject({ code: 'ImageBuildFailure', rule: 'version-unknown', cause: 'The package "numpy" has no version ==99.' })
    const old = explain(
      '  × No solution found when resolving dependencies:\n  ╰─▶ Because there is no version of numpy==99 and you require numpy==99, we\n      can conclude that your requirements are unsatisfiable.',
    )
    expect(old.rule).toBe('version-unknown')
    expect(old.decisiveLine).toBe(
      'Because there is no version of numpy==99 and you require numpy==99, we can conclude that your requirements are unsatisfiable.',
    )
  })

  it("shows the resolver's sentence when versions contradict each other", () => {
    const text =
      'error: No solution found when resolving dependencies\n  cause: Because azureml-inference-server-http>=1.5.1 depends on flask>=3.1.0,<3.2.dev0 and you require azureml-inference-server-http==1.5.1, we can conclude that you require flask>=3.1.0,<3.2.dev0.\n         And because you require flask==1.0, we can conclude that your requirements are unsatisfiable.'
    const found = explain(text)
    expect(found.rule).toBe('unsatisfiable')
    expect(found.decisiveLine).toMatch(/^Because azureml-inference-server-http.*flask==1\.0/)
  })

  it('tells an unknown package, no network, a full disk and a failed compilation apart', () => {
    expect(
      explain('  cause: Because nosuch-zz was not found in the package registry and you require nosuch-zz, we can conclude'),
    ).toMatchObject({ rule: 'package-unknown', cause: 'The package "nosuch-zz" does not exist in the package index.' })
    expect(explain('error: Failed to fetch: https://i.invalid/simple/a/\n  cause: dns error')).toMatchObject({
      rule: 'offline',
      decisiveLine: 'Failed to fetch: https://i.invalid/simple/a/',
    })
    expect(explain('error: failed to write to file\n  cause: No space left on device (os error 28)').rule).toBe('disk-full')
    expect(explain('error: Failed to build `psycopg2==2.8.6`\n  cause: pg_config executable not found')).toMatchObject({
      rule: 'build-failed',
      cause: expect.stringContaining('psycopg2==2.8.6'),
    })
  })

  it('says unknown and shows the last error line otherwise', () => {
    expect(explain('something odd\nerror: the moon is full')).toMatchObject({ rule: 'unknown', decisiveLine: 'the moon is full' })
    expect(explain('')).toMatchObject({ rule: 'unknown' })
  })
})
