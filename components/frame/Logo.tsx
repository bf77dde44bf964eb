/** The mark: a gauge whose needle points at the score. */
export function Logo(props: { className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2.2}
      strokeLinecap="round"
      className={props.className ?? 'size-5'}
    >
      <path d="M4 15a8 8 0 1 1 16 0" />
      <circle cx="12" cy="15" r="2.6" fill="currentColor" stroke="none" />
      <path d="M12 15 17 8.5" />
    </svg>
  )
}
