import { describe, expect, it } from 'vitest'
import { launchConfiguration } from './launch-configuration'

describe('the launch configuration', () => {
  it('attaches to the port and maps the local folder to the one of the instance', () => {
    const made = JSON.parse(
      launchConfiguration({ name: 'e/blue', port: 5678, localRoot: '/home/me/code', remoteRoot: '/i/e.blue.1.0/code' }),
    )
    expect(made).toEqual({
      version: '0.2.0',
      configurations: [
        {
          name: 'Scorepoint: e/blue',
          type: 'debugpy',
          request: 'attach',
          connect: { host: '127.0.0.1', port: 5678 },
          pathMappings: [{ localRoot: '/home/me/code', remoteRoot: '/i/e.blue.1.0/code' }],
          justMyCode: true,
        },
      ],
    })
  })

  it('takes the open folder where the local one is not known', () => {
    const text = launchConfiguration({ name: 'e/blue', port: 1, localRoot: undefined, remoteRoot: '/i' })
    expect(text).toContain('"localRoot": "$' + '{workspaceFolder}"')
  })
})
