/** Files that travel inside the bundles as text: esbuild's `text` loader, and the same in vitest.config.ts. */
declare module '*.sql' {
  const text: string
  export default text
}
declare module '*.py' {
  const text: string
  export default text
}
declare module '*.sh' {
  const text: string
  export default text
}
/** Imported for its effect; Tailwind and the page's styles. */
declare module '*.css'
