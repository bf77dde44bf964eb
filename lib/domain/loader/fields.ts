/**
 * What the loader of Microsoft's SDK (`azure-ai-ml`: load_online_endpoint, load_online_deployment, load_model,
 * load_environment) takes at a place. Kept apart from the schemas of lib/contract: those say what is sensible, this says
 * what `az ml` reads at all, which is stricter in some places (unknown keys, numbers for text) and looser in others.
 */
export type LoaderField =
  /** Text only; a number or boolean of YAML is refused. */
  | { is: 'text'; pattern?: { test: RegExp; rule: string; form: string } }
  /** Whole number, also as text; decimals are cut off. */
  | { is: 'integer' }
  | { is: 'number'; min: number; max: number }
  /** true, false and their spellings of YAML 1.1, also as text, 0 and 1. */
  | { is: 'boolean' }
  /** `camel`: the spelling of the REST interface is taken, too. */
  | { is: 'word'; words: readonly string[]; camel?: boolean }
  /** Text or number. `emptyToo`: and nothing. */
  | { is: 'version'; emptyToo?: boolean }
  /** Any keys; `textKeys`: none of them a number or boolean. */
  | { is: 'map'; textKeys?: boolean; values?: LoaderField }
  | { is: 'list'; of: LoaderField; most?: number }
  | LoaderMapping
  /** The first that fits; findings are those of the alternative that was meant. */
  | { is: 'either'; of: readonly LoaderField[]; form: string }
  /** `azureml:name:version` and the like of one type of asset. */
  | { is: 'reference'; type: 'models' | 'environments' }
  | { is: 'prefixed'; prefix: string; form: string }
  /** Path or contents of a conda file. */
  | { is: 'conda' }
  | { is: 'anything' }

export interface LoaderMapping {
  is: 'mapping'
  fields: Readonly<Record<string, LoaderField>>
  required?: readonly string[]
  /** Keys the service sets: left out when they have a value. */
  ignored?: readonly string[]
  /** Keys that are refused with a better word than "unknown". */
  refused?: Readonly<Record<string, string>>
}

export const text: LoaderField = { is: 'text' }
export const integer: LoaderField = { is: 'integer' }
export const anyMap: LoaderField = { is: 'map' }
export const word = (...words: string[]): LoaderField => ({ is: 'word', words })
export const camelWord = (...words: string[]): LoaderField => ({ is: 'word', words, camel: true })
