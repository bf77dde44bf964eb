import { expect, it } from 'vitest'
import { keptValues } from './kept-values'

const data = {
  name: 'blue',
  model: { path: './m', version: 3 },
  environment: { image: 'x', inference_config: { scoring_route: { path: '/score', port: 80, scheme: 'http' } } },
  scale_settings: { type: 'default' },
  data_collector: { enabled: true },
  environment_variables: { A: '1' },
}

it('names what the form cannot show, step by step', () => {
  expect(keptValues(data, 'model', false)).toEqual([['model', 'version']])
  expect(keptValues(data, 'code', false)).toEqual([['environment', 'inference_config', 'scoring_route', 'scheme']])
  expect(keptValues(data, 'compute', false)).toEqual([['scale_settings']])
  expect(keptValues(data, 'compute', true)).toEqual([])
  expect(keptValues(data, 'limits', false)).toEqual([])
  expect(keptValues(data, 'review', true)).toHaveLength(3)
  expect(keptValues({ ...data, model: 'azureml:m:1' }, 'model', false)).toEqual([])
})
