const frame = {
  width: 96,
  height: 64,
  viewBox: '0 0 96 64',
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.6,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const

/** One request, two ways: endpoints. */
export function SplitDrawing() {
  return (
    <svg {...frame} aria-hidden="true">
      <path d="M6 32h22" strokeDasharray="3 4" />
      <circle cx="34" cy="32" r="6" />
      <path d="M40 30c12-2 14-14 26-14M40 34c12 2 14 14 26 14" />
      <rect x="66" y="8" width="24" height="16" rx="4" />
      <rect x="66" y="40" width="24" height="16" rx="4" />
      <path d="M72 16h8M72 48h12" opacity="0.55" />
    </svg>
  )
}

/** A lens over lines: nothing matches. */
export function LensDrawing() {
  return (
    <svg {...frame} aria-hidden="true">
      <path d="M14 14h40M14 26h22M14 38h18M14 50h28" opacity="0.45" />
      <circle cx="60" cy="34" r="15" />
      <path d="m71 45 12 12M55 34h10" />
    </svg>
  )
}

/** A pulled plug: something is not reachable. */
export function PlugDrawing() {
  return (
    <svg {...frame} aria-hidden="true">
      <path d="M6 32h18" />
      <path d="M24 22h8a10 10 0 0 1 0 20h-8z" />
      <path d="M42 28h6M42 36h6" />
      <path d="M72 22h-6a10 10 0 0 0 0 20h6zM72 32h18" />
      <path d="m54 16-2-6M58 48l2 6" opacity="0.55" />
    </svg>
  )
}

/** Lines of text: logs, history. */
export function LinesDrawing() {
  return (
    <svg {...frame} aria-hidden="true">
      <rect x="14" y="8" width="68" height="48" rx="6" />
      <path d="M22 20h6M34 20h30M22 30h6M34 30h20M22 40h6M34 40h36" />
      <path d="M22 48h6" opacity="0.45" />
    </svg>
  )
}

/** A crossing that leads nowhere: page not found. */
export function MazeDrawing() {
  return (
    <svg {...frame} aria-hidden="true">
      <path d="M8 32h30M38 32V14h20M38 32v18h14" />
      <circle cx="58" cy="14" r="3" />
      <path d="m56 46 8 8M64 46l-8 8" />
      <path d="M68 14h20" strokeDasharray="3 4" opacity="0.55" />
    </svg>
  )
}
