import { describe, expect, it } from 'vitest'
import { initialPhases } from '@/agent/operations'
import { type DeploymentFacts, decide, type InstanceFacts } from '@/agent/reconcile/decide'
import type { InstanceObservation } from '@/agent/runtimes/runtime'
import type { Phase, PhaseName } from '@/lib/contract/scorepoint'
import { phaseNames } from '@/lib/contract/scorepoint'

const now = 1_000_000
const runs: InstanceObservation = { state: 'running', pid: 1, startedAt: '', address: {} }
const ended: InstanceObservation = { state: 'exited', exitCode: 0, signal: null, at: '' }

function instance(change: Partial<InstanceFacts>): InstanceFacts {
  const { generation = 1, slot = 0, index = slot } = change
  return {
    id: `e.d.${generation}.${index}`,
    generation,
    slot,
    index,
    state: 'Ready',
    staged: true,
    published: false,
    restarts: 0,
    observation: runs,
    nextProbeAt: now + 5000,
    ...change,
  }
}

function facts(change: Partial<DeploymentFacts>): DeploymentFacts {
  return { now, state: 'Succeeded', stopped: false, observedGeneration: 1, replicas: 1, instances: [], ...change }
}

function phasesAt(name: PhaseName, state: Phase['state'] = 'running'): Phase[] {
  const at = phaseNames.indexOf(name)
  return initialPhases('create', true).map((phase, index) => ({
    ...phase,
    state: index < at ? 'succeeded' : index === at ? state : 'pending',
  }))
}

function rollout(name: PhaseName, state: Phase['state'] = 'running', generation = 2, replicas = 1): DeploymentFacts['operation'] {
  return { kind: 'update', deployment: 'd', generation, replicas, phases: phasesAt(name, state), cancelRequested: false }
}

function does(given: DeploymentFacts): string[] {
  return decide(given).steps.map((step) => ('instance' in step ? `${step.do} ${step.instance}` : step.do))
}

describe('decide', () => {
  it('does nothing but wait for the next probe when everything is as wanted', () => {
    expect(decide(facts({ instances: [instance({})] }))).toEqual({ steps: [], wakeAt: now + 5000 })
  })

  it('walks the environment phases before it touches instances', () => {
    for (const phase of ['Validate', 'ResolveEnvironment', 'BuildEnvironment'] as const) {
      const given = facts({ state: 'Creating', observedGeneration: 0, replicas: 0, operation: rollout(phase, 'pending', 1) })
      expect(decide(given).steps).toEqual([{ key: 'operation', do: 'phase', phase }])
    }
  })

  it('begins a phase before it creates instances, and ends it when every slot got there', () => {
    const base = { state: 'Creating' as const, observedGeneration: 0, replicas: 0 }
    expect(does(facts({ ...base, operation: rollout('StageArtifacts', 'pending', 1, 2) }))).toEqual(['begin-phase'])
    expect(does(facts({ ...base, operation: rollout('StageArtifacts', 'running', 1, 2) }))).toEqual(['create', 'create'])
    const pending = instance({ state: 'Pending', staged: false, observation: undefined })
    const staged = instance({ slot: 1, state: 'Pending', observation: undefined })
    expect(does(facts({ ...base, instances: [pending, staged], operation: rollout('StageArtifacts', 'running', 1, 2) }))).toEqual([
      'stage e.d.1.0',
    ])
    expect(does(facts({ ...base, instances: [staged], operation: rollout('StageArtifacts', 'running', 1, 1) }))).toEqual([
      'create',
      'retire e.d.1.1',
    ])
    const both = [instance({ state: 'Pending', observation: undefined }), staged]
    expect(does(facts({ ...base, instances: both, operation: rollout('StageArtifacts', 'running', 1, 2) }))).toEqual(['end-phase'])
    expect(does(facts({ ...base, instances: both, operation: rollout('StartInstances', 'running', 1, 2) }))).toEqual([
      'start e.d.1.0',
      'start e.d.1.1',
    ])
  })

  it('starts the new generation beside the old one and takes the old one out only after publishing', () => {
    const old = instance({})
    const young = instance({ generation: 2, state: 'Starting' })
    expect(does(facts({ state: 'Updating', instances: [old, young], operation: rollout('WaitReady') }))).toEqual(['await-ready e.d.2.0'])
    const ready = instance({ generation: 2 })
    expect(does(facts({ state: 'Updating', instances: [old, ready], operation: rollout('WaitReady') }))).toEqual(['end-phase'])
    expect(does(facts({ state: 'Updating', instances: [old, ready], operation: rollout('Publish', 'pending') }))).toEqual(['publish'])
    expect(does(facts({ observedGeneration: 2, instances: [old, ready] }))).toEqual(['retire e.d.1.0'])
  })

  it('keeps the serving generation up while an update runs', () => {
    const crashed = instance({ observation: ended })
    expect(does(facts({ state: 'Updating', instances: [crashed], operation: rollout('BuildEnvironment') }))).toEqual([
      'phase',
      'exited e.d.1.0',
    ])
  })

  it('takes out the instances of a failed generation, keeps its evidence until the next change', () => {
    const young = instance({ generation: 2, state: 'Backoff', observation: undefined })
    expect(does(facts({ state: 'Failed', instances: [instance({}), young] }))).toEqual(['retire e.d.2.0'])
    const evidence = instance({ generation: 2, state: 'Failed', observation: undefined })
    expect(does(facts({ state: 'Failed', instances: [instance({}), evidence] }))).toEqual([])
    const next = facts({ state: 'Updating', instances: [instance({}), evidence], operation: rollout('Validate', 'pending', 3) })
    expect(does(next)).toEqual(['phase', 'forget e.d.2.0'])
  })

  it('replaces an ended instance only after its back-off', () => {
    const later = new Date(now + 1000).toISOString()
    const waiting = instance({ state: 'Backoff', observation: undefined, backoffUntil: later })
    expect(decide(facts({ instances: [waiting] }))).toEqual({ steps: [], wakeAt: now + 1000 })
    expect(does(facts({ now: now + 1000, instances: [waiting] }))).toEqual(['replace e.d.1.0'])
  })

  it('fills missing slots and takes out surplus ones', () => {
    expect(does(facts({ replicas: 2, instances: [instance({})] }))).toEqual(['create'])
    expect(does(facts({ replicas: 1, instances: [instance({}), instance({ slot: 1 })] }))).toEqual(['retire e.d.1.1'])
  })

  it('scales up within the serving generation and down only when published', () => {
    const scale = (replicas: number, name: PhaseName, state: Phase['state']) => ({
      ...(rollout(name, state, 1, replicas) ?? never()),
      kind: 'scale' as const,
    })
    expect(does(facts({ state: 'Scaling', instances: [instance({})], operation: scale(2, 'StageArtifacts', 'running') }))).toEqual([
      'create',
    ])
    const two = [instance({}), instance({ slot: 1 })]
    expect(does(facts({ state: 'Scaling', replicas: 2, instances: two, operation: scale(1, 'Publish', 'pending') }))).toEqual(['publish'])
  })

  it('cancels before anything else', () => {
    const operation = { ...(rollout('WaitReady') ?? never()), cancelRequested: true }
    expect(
      does(facts({ state: 'Updating', instances: [instance({}), instance({ generation: 2, state: 'Starting' })], operation })),
    ).toEqual(['cancel'])
  })

  it('stops when asked to, and ends the operation when nothing runs', () => {
    const stop = { kind: 'stop' as const, deployment: 'd', generation: 0, replicas: 0, phases: [], cancelRequested: false }
    expect(does(facts({ stopped: true, instances: [instance({})], operation: stop }))).toEqual(['retire e.d.1.0'])
    expect(does(facts({ stopped: true, instances: [], operation: stop }))).toEqual(['finish'])
  })

  it('deletes the record only after every instance is gone', () => {
    const all = [instance({}), instance({ generation: 2, state: 'Failed' })]
    expect(does(facts({ state: 'Deleting', instances: all }))).toEqual(['retire e.d.1.0', 'forget e.d.2.0'])
    expect(does(facts({ state: 'Deleting', instances: [] }))).toEqual(['remove-resource'])
  })

  it('never answers two steps with one key', () => {
    const states: InstanceFacts['state'][] = [
      'Pending',
      'Starting',
      'Ready',
      'Unready',
      'Draining',
      'Stopped',
      'Crashed',
      'Backoff',
      'Failed',
    ]
    for (const first of states) {
      for (const second of states) {
        for (const phase of phaseNames) {
          const instances = [instance({ state: first }), instance({ state: second, index: 1 }), instance({ generation: 2, state: second })]
          const keys = decide(facts({ state: 'Updating', instances, operation: rollout(phase) })).steps.map((step) => step.key)
          expect(new Set(keys).size).toBe(keys.length)
        }
      }
    }
  })
})

function never(): never {
  throw new Error('a rollout is always an operation')
}
