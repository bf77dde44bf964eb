import type { Result } from '@/lib/problems/problem'

/** Server actions of a drop. */
export interface DropActions {
  /** Makes a project of a folder that was uploaded. */
  projectOfUpload: (input: { path: string; name: string; parent?: string }) => Promise<Result<{ id: string }>>
}
