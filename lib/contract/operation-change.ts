/** One thing that a request changes on an endpoint or a deployment, from the definitions before and after it. */
export type OperationChange =
  /** Percent of one deployment; 0 where it had or has none. */
  | { what: 'traffic' | 'mirror'; deployment: string; from: number; to: number }
  | { what: 'instanceCount'; from: number; to: number }
  | { what: 'instanceType'; from?: string; to?: string }
  /** `name:version`; without a side that has none. Anonymous assets are named by a hash. */
  | { what: 'model' | 'environment'; from?: string; to?: string }
  | { what: 'code' }
  | { what: 'scoringScript'; from?: string; to?: string }
  /** Names alone: values may be secrets. */
  | { what: 'environmentVariables' | 'tags'; names: string[] }
  | { what: 'key'; key: 'Primary' | 'Secondary' }
  | { what: SettingGroup }

/** Groups of settings that are named without their values. */
export const settingGroups = [
  'authMode',
  'description',
  'identity',
  'livenessProbe',
  'readinessProbe',
  'requestSettings',
  'scaleSettings',
  'appInsights',
  'network',
  'dataCollector',
  'other',
] as const
export type SettingGroup = (typeof settingGroups)[number]
