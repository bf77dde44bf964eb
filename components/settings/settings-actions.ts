import type { AllowedFolder } from '@/lib/contract/folders'
import type { ImageSettings } from '@/lib/contract/image-settings'
import type { PythonSettings } from '@/lib/contract/python'
import type { CleanResult } from '@/lib/contract/storage'
import type { Result } from '@/lib/problems/problem'

/** Everything Settings can change. Server actions, handed down from the page. */
export interface SettingsActions {
  addFolder(input: { path: string }): Promise<Result<AllowedFolder[]>>
  removeFolder(input: { path: string }): Promise<Result<AllowedFolder[]>>
  restoreFolders(input: Record<string, never>): Promise<Result<AllowedFolder[]>>
  savePython(input: PythonSettings): Promise<Result<PythonSettings>>
  saveImages(input: ImageSettings): Promise<Result<ImageSettings>>
  /** Registers a simulated Kubernetes compute; both answer the names of all. */
  addCompute(input: { name: string }): Promise<Result<string[]>>
  detachCompute(input: { name: string }): Promise<Result<string[]>>
  cleanStorage(input: { items: string[] } | { unused: true }): Promise<Result<CleanResult>>
  saveBackup(input: { path: string }): Promise<Result<{ path: string }>>
  removeEverything(input: { confirmed: true }): Promise<Result<null>>
}

/** Sections of Settings, each at its own address. */
export const settingsSections = ['general', 'folders', 'python', 'docker', 'kubernetes', 'connections', 'storage', 'about'] as const
export type SettingsSection = (typeof settingsSections)[number]
