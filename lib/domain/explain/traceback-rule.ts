import type { Explanation } from '@/lib/contract/scorepoint'
import { type Evidence, shownPosition, userPosition } from './failure'
import type { Traceback } from './traceback'

/** Frames of the modules that read pickled models. */
export const pickleFrame = /[/\\](?:joblib|cloudpickle|dill|pickle|torch[/\\]serialization|numpy_pickle)[\w./\\]*\.py$/

/** The explanation of one exception, with the place in the user's code; `cause` gets that place as ` (file:line)`. */
export function explainTraceback(
  evidence: Evidence,
  traceback: Traceback,
  text: { code: string; rule: string; cause: (where: string) => string; fix: string },
): Explanation {
  const position = userPosition(evidence, traceback)
  return {
    code: text.code,
    rule: text.rule,
    cause: text.cause(shownPosition(position)),
    fix: text.fix,
    decisiveLine: traceback.exceptionLine,
    ...(position ?? {}),
  }
}

/** The newest exception of the chain that `fits`; the cause of a re-raised error is further up in the chain. */
export const findInChain = (chain: Traceback[], fits: (traceback: Traceback) => boolean) => chain.findLast(fits)

/** The path of a file error that says that something does not exist or is of the wrong kind. */
export function pathIn(item: Traceback): string | undefined {
  if (!/^(?:FileNotFoundError|NotADirectoryError|IsADirectoryError|OSError)$/.test(item.type)) return undefined
  return /\[Errno (?:2|20|21)\][^'"]*['"]([^'"]+)['"]/.exec(item.message)?.[1]
}
