import type { Problem } from '@/lib/problems/problem'

/** Where the code of a deployment came from on this computer, and whether it has changed there since it was sent. */
export interface CodeSourceView {
  deployment: string
  /** Absolute path of the folder. */
  folder: string
  /** Sends the code again at once whenever a file is saved. */
  watch: boolean
  /** Files that differ from what was sent; absent while none does. */
  changed?: { files: string[]; at: string }
  /** The code is being sent and rolled out. */
  isRedeploying: boolean
  /** Why the folder cannot be read or the code could not be sent; a rollout that fails is told by the deployment. */
  problem?: Problem
}
