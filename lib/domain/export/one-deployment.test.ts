import { describe, expect, it } from 'vitest'
import { oneDeployment } from '@/lib/domain/export/one-deployment'

const texts = (endpoint: string) => ({
  endpoint: { fileName: 'endpoint.yml', text: endpoint },
  deployments: ['blue', 'green'].map((name) => ({ fileName: `${name}-deployment.yml`, text: `name: ${name}\nendpoint_name: e\n` })),
  target: {},
})

describe('one deployment of an endpoint', () => {
  it('comes alone, without a split over deployments that are not there', () => {
    const one = oneDeployment(texts('name: e # ours\ntraffic:\n  blue: 90\n  green: 10\nmirror_traffic:\n  green: 10\n'), 'Green')
    expect(one?.deployments.map(({ fileName }) => fileName)).toEqual(['green-deployment.yml'])
    expect(one?.endpoint.text).toBe('name: e # ours\n')
  })
  it('keeps all the traffic that it has alone', () => {
    expect(oneDeployment(texts('name: e\ntraffic:\n  blue: 100\n  green: 0\n'), 'blue')?.endpoint.text).toBe(
      'name: e\ntraffic:\n  blue: 100\n',
    )
  })
  it('is none under another name', () => {
    expect(oneDeployment(texts('name: e\n'), 'canary')).toBeUndefined()
  })
})
