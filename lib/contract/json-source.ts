/** What a JSON view can show; also the query of `GET /api/json`. */
export type JsonSource =
  | { of: 'endpoints' }
  | { of: 'endpoint'; endpoint: string }
  | { of: 'deployments'; endpoint: string }
  | { of: 'deployment'; endpoint: string; deployment: string }
  | { of: 'models' | 'environments' }
  | { of: 'model' | 'environment'; name: string; version?: string }
  | { of: 'operation'; operation: string }
  /** Those that fit the filter, newest first; lists of words are separated by commas. */
  | { of: 'operations'; endpoint?: string; status?: string; kind?: string; q?: string }

export interface JsonViewData {
  /** As the control plane answers. */
  arm: unknown
  /** As `az ml` prints it; absent for what it has no command for. */
  az?: unknown
  /** `az ml … show`, without query and output; absent as above. */
  command?: string
  /** `az rest …` for the same as the control plane's answer. */
  restCommand: string
}
