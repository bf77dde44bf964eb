import type { AssetVersionDetail } from '@/lib/contract/assets'

/** A version as its page shows it. */
export interface AssetVersionPage extends AssetVersionDetail {
  /** The model or environment file that would register it. */
  yaml: string
}

/** The beginning of a file. */
export interface AssetFilePreview {
  /** Absent for a file that is no text. */
  text?: string
  sizeBytes: number
  /** More follows. */
  truncated: boolean
}
