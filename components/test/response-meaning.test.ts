import { expect, test } from 'vitest'
import { meaningOf, statusWords } from './response-meaning'

const error = (code: string, message = '') => JSON.stringify({ error: { code, message } })

test.each([
  [200, {}, '[1]', { kind: 'ok' }],
  [401, {}, error('key_auth_access_denied'), { kind: 'unauthorized' }],
  [404, {}, error('NoTrafficAssigned'), { kind: 'noTraffic' }],
  [404, {}, error('DeploymentNotFound'), { kind: 'noDeployment' }],
  [404, {}, error('EndpointNotFound'), { kind: 'notFound' }],
  [408, {}, '', { kind: 'timeout', setting: 'request_settings.request_timeout_ms' }],
  [
    429,
    {},
    error('TooManyRequests', 'waited longer than max_queue_wait_ms (500 ms)'),
    { kind: 'busy', setting: 'request_settings.max_queue_wait_ms' },
  ],
  [
    429,
    {},
    error('TooManyRequests', 'more than 2 are running'),
    { kind: 'busy', setting: 'request_settings.max_concurrent_requests_per_instance' },
  ],
  [503, {}, error('Scorepoint.NoReadyInstance'), { kind: 'notReady' }],
  [502, {}, error('Scorepoint.InstanceLost'), { kind: 'instanceLost' }],
  [400, {}, error('BadRequest'), { kind: 'refused' }],
  [405, {}, error('MethodNotAllowed'), { kind: 'refused' }],
  [421, {}, error('MisdirectedRequest'), { kind: 'refused' }],
  [418, {}, 'teapot', { kind: 'other' }],
  [424, {}, 'null', { kind: 'modelFailed', status: '?', reason: '' }],
])('%i %j %s', (status, headers, body, meaning) => {
  expect(meaningOf(status, headers, body)).toEqual(meaning)
})

test('a failed model keeps its own status and reason', () => {
  const headers = { 'ms-azureml-model-error-statuscode': '500', 'ms-azureml-model-error-reason': 'INTERNAL SERVER ERROR' }
  expect(meaningOf(424, headers, '')).toEqual({ kind: 'modelFailed', status: '500', reason: 'INTERNAL SERVER ERROR' })
  expect(statusWords(424)).toBe('Failed Dependency')
})
