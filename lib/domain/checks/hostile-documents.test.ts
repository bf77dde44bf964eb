import { describe, expect, it } from 'vitest'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { processorMs } from '@/test/processor-time'

describe('hostile documents', () => {
  const keys = (count: number, value: string) => Array.from({ length: count }, (_, index) => `  k${index}: ${value}\n`).join('')
  it.each([
    ['unknown keys', Array.from({ length: 19_000 }, (_, index) => `k${index}: 1\n`).join('')],
    ['broken traffic', `name: abc\nauth_mode: key\ntraffic:\n${keys(17_000, 'x')}`],
    ['traffic for nobody', `name: abc\nauth_mode: key\ntraffic:\n${keys(17_000, '100')}`],
    ['placeholders', `name: abc\nauth_mode: key\ntags:\n${keys(9_000, '"{{X}}"')}`],
  ])('%s are judged in bounded time and number', (_, text) => {
    const started = processorMs()
    const { findings } = checkYaml(text, { kind: 'endpoint', context: { deploymentNames: [] } })
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.length).toBeLessThanOrEqual(200)
    expect(processorMs() - started).toBeLessThan(5_000)
  })
})
