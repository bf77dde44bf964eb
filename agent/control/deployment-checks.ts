/** Rules a deployment body must keep before it is accepted; what needs files or the network is checked in phases. */

import { instanceCountOf } from '@/agent/control/normalise'
import { badArgument } from '@/agent/control/refusals'
import type { Deployment } from '@/lib/contract/arm/deployment'
import {
  maxConcurrentRequestsLimit,
  maxQueueWaitMsLimit,
  maxRequestTimeoutMsKubernetes,
  maxRequestTimeoutMsManaged,
} from '@/lib/contract/request-limits'
import { choosableRuntimes, runtimeProperty } from '@/lib/contract/runtime-choice'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { parseDurationMs } from '@/lib/domain/durations/iso'
import { askedRuntime } from '@/lib/domain/runtime-choice/runtime-choice'

function checkDuration(text: string | null | undefined, field: string, maxMs: number, minMs = 0): void {
  if (text === null || text === undefined) return
  const ms = parseDurationMs(text)
  if (ms === undefined) throw badArgument(`${field} is "${text}"; it must be an ISO 8601 duration such as PT5S.`, field)
  if (ms > maxMs) throw badArgument(`${field} is ${text}; the limit is ${maxMs} ms.`, field)
  if (ms < minMs) throw badArgument(`${field} is ${text}; it must be at least ${minMs} ms.`, field)
}

function checkCount(value: number | null | undefined, field: string, max: number): void {
  if (value === null || value === undefined) return
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw badArgument(`${field} is ${value}; it must be a whole number from 1 to ${max}.`, field)
}

function checkRuntimeProperty(value: unknown): void {
  if (value === undefined || value === null || askedRuntime(value) !== undefined) return
  throw badArgument(
    `The property ${runtimeProperty} is "${String(value)}"; it must be ${choosableRuntimes.join(' or ')}. Leave it out to have the agent choose.`,
    `properties.properties.${runtimeProperty}`,
  )
}

/** @throws ProblemError `BadArgument` naming the field. */
export function checkDeployment(spec: Deployment): void {
  const { requestSettings, livenessProbe, readinessProbe, endpointComputeType } = spec.properties
  checkCount(instanceCountOf(spec), 'sku.capacity', maxInstancesPerDeployment)
  checkRuntimeProperty(spec.properties.properties?.[runtimeProperty])
  const maxTimeoutMs = endpointComputeType === 'Kubernetes' ? maxRequestTimeoutMsKubernetes : maxRequestTimeoutMsManaged
  checkDuration(requestSettings?.requestTimeout, 'properties.requestSettings.requestTimeout', maxTimeoutMs, 1)
  checkDuration(requestSettings?.maxQueueWait, 'properties.requestSettings.maxQueueWait', maxQueueWaitMsLimit)
  checkCount(
    requestSettings?.maxConcurrentRequestsPerInstance,
    'properties.requestSettings.maxConcurrentRequestsPerInstance',
    maxConcurrentRequestsLimit,
  )
  for (const [name, probe] of Object.entries({ livenessProbe, readinessProbe })) {
    const dayMs = 86_400_000
    checkDuration(probe?.initialDelay, `properties.${name}.initialDelay`, dayMs)
    checkDuration(probe?.period, `properties.${name}.period`, dayMs)
    checkDuration(probe?.timeout, `properties.${name}.timeout`, dayMs)
    checkCount(probe?.failureThreshold, `properties.${name}.failureThreshold`, 1_000_000)
    checkCount(probe?.successThreshold, `properties.${name}.successThreshold`, 1_000_000)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads a PATCH body: tags and sku.capacity. @throws ProblemError `BadArgument` when something else is to be changed. */
export function parseDeploymentPatch(patch: unknown): { tags: unknown; capacity: number | undefined } {
  if (!isObject(patch)) throw badArgument('The body of a PATCH must be a JSON object.')
  const properties = isObject(patch.properties) ? Object.keys(patch.properties) : []
  if (properties.length > 0) {
    throw badArgument(
      `A PATCH of a deployment changes tags and sku.capacity only, not ${properties.join(', ')}. Send a PUT for the rest.`,
      'properties',
    )
  }
  const sku = isObject(patch.sku) ? patch.sku : {}
  if (sku.capacity === undefined || sku.capacity === null) return { tags: patch.tags, capacity: undefined }
  if (typeof sku.capacity !== 'number') throw badArgument('sku.capacity must be a number.', 'sku.capacity')
  return { tags: patch.tags, capacity: sku.capacity }
}
