/** Where two JSON values differ, numbers compared with a tolerance: for two answers, and for an answer and what it should be. */
import type { PathStep } from '@/lib/domain/json-path/json-path'

export interface Difference {
  path: PathStep[]
  kind: 'changed' | 'added' | 'removed'
  before?: unknown
  after?: unknown
  /** |after − before| where both are numbers. */
  distance?: number
}

export interface Comparison {
  differences: Difference[]
  /** There are more differences than are listed. */
  more: boolean
  /** Largest distance between two numbers in the same place, also where it is within the tolerance; 0 without numbers. */
  largestDistance: number
  /** Pairs of numbers that were compared. */
  numbers: number
}

/** A table longer than this is read by nobody. */
const listed = 500

/**
 * Compares member by member, array elements by position.
 * @param tolerance largest |after − before| at which two numbers count as equal; 0 = they must be the same
 */
export function compareJson(before: unknown, after: unknown, tolerance = 0): Comparison {
  const result: Comparison = { differences: [], more: false, largestDistance: 0, numbers: 0 }
  walk(before, after, [], tolerance, result)
  return result
}

function walk(before: unknown, after: unknown, path: PathStep[], tolerance: number, result: Comparison): void {
  if (typeof before === 'number' && typeof after === 'number') {
    compareNumbers(before, after, path, tolerance, result)
    return
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      pair(before.length > index, before[index], after.length > index, after[index], [...path, index], tolerance, result)
    }
    return
  }
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      pair(Object.hasOwn(before, name), before[name], Object.hasOwn(after, name), after[name], [...path, name], tolerance, result)
    }
    return
  }
  if (before !== after) add(result, { path, kind: 'changed', before, after })
}

function compareNumbers(before: number, after: number, path: PathStep[], tolerance: number, result: Comparison): void {
  const distance = Math.abs(after - before)
  result.numbers++
  result.largestDistance = Math.max(result.largestDistance, distance)
  if (distance > tolerance) add(result, { path, kind: 'changed', before, after, distance })
}

function pair(
  inBefore: boolean,
  before: unknown,
  inAfter: boolean,
  after: unknown,
  path: PathStep[],
  tolerance: number,
  result: Comparison,
): void {
  if (inBefore && inAfter) walk(before, after, path, tolerance, result)
  else if (inBefore) add(result, { path, kind: 'removed', before })
  else add(result, { path, kind: 'added', after })
}

function add(result: Comparison, difference: Difference): void {
  if (result.differences.length < listed) result.differences.push(difference)
  else result.more = true
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
