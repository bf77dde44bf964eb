import type { ScriptOutline } from '@/lib/contract/files'

/** Finds `init` and `run` of a scoring script by their definition lines; 1-based. Decorated functions count. */
export function scriptOutline(source: string): ScriptOutline {
  const outline: ScriptOutline = {}
  source.split(/\r?\n/).forEach((text, index) => {
    const match = /^(?:async\s+)?def\s+(init|run)\s*\(\s*([A-Za-z_]\w*)?/.exec(text)
    if (match?.[1] === 'init') outline.init ??= index + 1
    if (match?.[1] === 'run' && outline.run === undefined) {
      outline.run = index + 1
      outline.runParameter = match[2]
    }
  })
  return outline
}
