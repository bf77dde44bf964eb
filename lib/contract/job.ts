import type { Problem } from '@/lib/problems/problem'

/** What the studio does before and after the control plane's own phases: upload, convert, PUT, send traffic. */
export const jobSteps = [
  'CreateEndpoint',
  'UploadModel',
  'UploadCode',
  'RegisterEnvironment',
  'PutDeployment',
  'Deploying',
  'SetTraffic',
  'SendSample',
] as const
export type JobStep = (typeof jobSteps)[number]

export interface JobView {
  id: string
  endpoint: string
  deployment: string
  state: 'Queued' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled'
  step?: JobStep
  /** The control plane's operation once the PUT was accepted. */
  operationId?: string
  problem?: Problem
  createdAt: string
  updatedAt: string
}
