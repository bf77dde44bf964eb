import { describe, expect, it } from 'vitest'
import { parseProblem } from './parse'

describe('parseProblem', () => {
  it('keeps code, message, target and details, and adds the advice for the innermost code', () => {
    const body = {
      error: {
        code: 'BadArgument',
        message: 'No.',
        target: 'properties.model',
        details: [{ code: 'OutOfQuota', message: 'Too many cores.' }],
      },
    }
    expect(parseProblem(JSON.stringify(body), 400, 'r-1')).toMatchObject({
      code: 'BadArgument',
      message: 'No.',
      target: 'properties.model',
      origin: 'azure',
      retryable: false,
      requestId: 'r-1',
      details: [{ code: 'OutOfQuota' }],
      hint: { cause: expect.stringContaining('quota') },
    })
  })

  it('takes the origin and the hint the agent adds', () => {
    const additionalInfo = [
      { type: 'Origin', info: { value: 'runtime', retryable: true } },
      { type: 'Hint', info: { value: { cause: 'C.', fix: 'F.' } } },
    ]
    expect(parseProblem(JSON.stringify({ error: { code: 'Own', message: 'm', additionalInfo } }), 400)).toMatchObject({
      origin: 'runtime',
      retryable: true,
      hint: { cause: 'C.', fix: 'F.' },
    })
  })

  it.each([
    ['<html>Bad gateway</html>', 502, 'InternalServerError', true],
    ['', 404, 'ResourceNotFound', false],
    ['{"error":"text"}', 409, 'Conflict', false],
    ['{"error":{"code":5}}', 429, 'TooManyRequests', true],
  ])('makes a problem of %j with status %d', (body, status, code, retryable) => {
    expect(parseProblem(body, status)).toMatchObject({ code, retryable })
  })
})
