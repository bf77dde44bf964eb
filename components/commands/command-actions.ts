import type { Result } from '@/lib/problems/problem'

/** What the palette can change. Server actions, handed down from the layout. */
export interface CommandActions {
  setRunning(input: {
    endpoint: string
    deployment: string
    action: 'stop' | 'start' | 'restart'
    clientRequestId: string
  }): Promise<Result<unknown>>
  cancelOperation(input: { operationId: string }): Promise<Result<unknown>>
}
