/** The releases of Microsoft's Python SDK that the agent is tested with. */
export interface SdkRelease {
  version: string
  /** File name of the wheel on PyPI. */
  wheel: string
  /** Of the wheel, as the installer checks it. */
  sha256: string
  /** Why this one. */
  why: string
}

export const sdkReleases: readonly SdkRelease[] = [
  {
    version: '1.35.2',
    wheel: 'azure_ai_ml-1.35.2-py3-none-any.whl',
    sha256: 'a2dceea2a491ddd0e714f97d0a506c1150de5b65023f3d25a3e5b5ddd81a45f8',
    why: 'the current release in November 2026',
  },
  {
    version: '1.22.4',
    wheel: 'azure_ai_ml-1.22.4-py3-none-any.whl',
    sha256: 'f42d0016763ac39e9dccd5599e530fc906a6f1e646d75c337dd3136e67661ef6',
    why: 'the current release in November 2024, with its dependencies of that time',
  },
]
