/** The rows of the control journal as the rest of the agent sees them: JSON columns parsed, flags as booleans. */

import type { EnvironmentRequest, MlflowServing, ResolvedEnvironment } from '@/agent/environments/environment'
import type { InstanceAddress, InstanceSpec } from '@/agent/runtimes/runtime'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'
import type { OperationChange } from '@/lib/contract/operation-change'
import type { RuntimeReason } from '@/lib/contract/runtime-choice'
import type {
  DeploymentStatus,
  Explanation,
  InstanceView,
  OperationKind,
  OperationView,
  Phase,
  ProvisioningState,
} from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'

interface ResourceRecord {
  uid: string
  /** As the caller wrote it. */
  name: string
  /** Lower case; what names are compared by. */
  endpointKey: string
  specHash: string
  state: ProvisioningState
  problem?: Problem
  explanation?: Explanation
  createdAt: string
  modifiedAt: string
}

export interface EndpointRecord extends ResourceRecord {
  spec: Endpoint
}

export interface DeploymentRecord extends ResourceRecord {
  endpointUid: string
  deploymentKey: string
  spec: Deployment
  /** Newest desired generation. */
  generation: number
  /** The generation that serves; 0 until the first was published. */
  observedGeneration: number
  /** Instance count in force. */
  replicas: number
  stopped: boolean
}

/** What Validate and ResolveEnvironment found; enough to start the generation again after anything but its assets is gone. */
export interface ResolvedRevision {
  /** Where it runs and what decided it; absent in what older agents resolved, which is processes. */
  runtime?: { kind: DeploymentStatus['runtime']; reason?: RuntimeReason }
  model?: { name: string; version: string; path: string; display: string; unpack?: boolean }
  code?: { folderName: string; path: string; scoringScript: string }
  /** Instead of code: an MLflow model that MLflow's own scoring serves. */
  mlflow?: MlflowServing
  environment?: EnvironmentRequest & { display: string }
  resolvedEnvironment?: ResolvedEnvironment
}

export interface RevisionRecord {
  resourceUid: string
  generation: number
  spec: Deployment
  resolved?: ResolvedRevision
}

export interface OperationRecord {
  id: string
  seq: number
  kind: OperationKind
  resourceUid: string
  endpoint: string
  deployment?: string
  bodyHash: string
  created: boolean
  /** Deployment operations: the generation and count to reach. */
  generation: number
  replicas: number
  /** Instances that ended while the operation waited for them. */
  exits: number
  cancelRequested: boolean
  environmentHash?: string
  /** What an update changes, value by value. */
  changes?: OperationChange[]
  status: OperationView['status']
  phases: Phase[]
  problem?: Problem
  explanation?: Explanation
  startedAt: string
  endedAt?: string
}

export interface InstanceRecord {
  id: string
  deploymentUid: string
  generation: number
  /** Start attempt within the generation; part of the id. */
  index: number
  /** Which of the wanted instances this is (0 … count − 1); a replacement keeps the slot. */
  slot: number
  state: InstanceView['state']
  /** Of a generation newer than the serving one: has taken its slot over in a finished round. A replacement keeps it. */
  published: boolean
  /** Absent for those of older agents, which are processes. */
  runtime?: DeploymentStatus['runtime']
  /** Present once staged. */
  spec?: InstanceSpec
  address?: InstanceAddress
  pid?: number
  restarts: number
  startedAt?: string
  readyAt?: string
  drainingSince?: string
  backoffUntil?: string
  lastExit?: InstanceView['lastExit']
}
