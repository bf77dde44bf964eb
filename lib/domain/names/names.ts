import type { Finding } from '@/lib/contract/finding'

/** Doc: how-to-manage-quotas, "Azure Machine Learning online endpoints"; pattern as in the SDK (constants/_endpoint.py). */
export const minNameLength = 3
export const maxNameLength = 32
const endpointPattern = /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/
/** Doc: how-to-manage-quotas: on Kubernetes the lengths of both names together. */
export const minKubernetesNameSum = 6
export const maxKubernetesNameSum = 62
/** Assets, ARM path pattern: ^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$; models and environments also take dots. */
export const maxAssetNameLength = 255
const assetPattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/
const reservedFileName = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

export type NamedKind = 'endpoint' | 'deployment' | 'model' | 'environment' | 'code'

function finding(rule: string, message: string, fix: string, values: Finding['values'], severity: Finding['severity'] = 'error'): Finding {
  return { path: ['name'], severity, rule, message, fix, stage: 'rules', values }
}

/** For sentences of other languages: a word where the character needs one. */
function characterWord(character: string): string {
  if (character === ' ') return 'space'
  if (character === '_') return 'underscore'
  return /^\p{C}$/u.test(character) ? describeCharacter(character).replace('the invisible character ', '') : character
}

/** The first character that breaks the rule, named for a person. */
function describeCharacter(character: string): string {
  if (character === ' ') return 'a space'
  if (character === '_') return 'an underscore'
  if (/^\p{C}$/u.test(character))
    return `the invisible character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  return `“${character}”`
}

/**
 * Checks a name while it is typed. No finding = legal. Findings carry the path `['name']`.
 * Endpoints and deployments follow the same rule; assets allow more.
 */
export function checkName(kind: NamedKind, name: string): Finding[] {
  return kind === 'endpoint' || kind === 'deployment' ? checkEndpointName(kind, name) : checkAssetName(kind, name)
}

function checkEndpointName(kind: 'endpoint' | 'deployment', name: string): Finding[] {
  const findings: Finding[] = []
  const example = kind === 'endpoint' ? 'house-prices' : 'blue'
  if (name.length < minNameLength || name.length > maxNameLength) {
    findings.push(
      finding(
        'name-length',
        `The ${kind} name has ${name.length} character${name.length === 1 ? '' : 's'}; it must have ${minNameLength} to ${maxNameLength}.`,
        `Choose a name such as ${example}.`,
        { count: name.length, least: minNameLength, most: maxNameLength, example },
      ),
    )
  }
  const wrong = [...name].find((character) => !/[a-zA-Z0-9-]/.test(character))
  if (wrong !== undefined) {
    findings.push(
      finding(
        'name-characters',
        `The ${kind} name contains ${describeCharacter(wrong)}; only letters, digits and dashes are allowed.`,
        `Use a dash instead, for example ${suggestName(name) ?? example}.`,
        { character: characterWord(wrong), example: suggestName(name) ?? example, kind: 'endpoint' },
      ),
    )
  } else if (name !== '' && !/^[a-zA-Z]/.test(name)) {
    findings.push(
      finding('name-start', `The ${kind} name must start with a letter.`, `For example ${suggestName(name) ?? example}.`, {
        example: suggestName(name) ?? example,
      }),
    )
  } else if (name !== '' && !endpointPattern.test(name)) {
    findings.push(
      finding('name-end', `The ${kind} name must end with a letter or digit, not with a dash.`, 'Remove the dash at the end.', {}),
    )
  }
  if (name.includes('--')) {
    findings.push(
      finding(
        'name-double-dash',
        `The ${kind} name has two dashes in a row; Azure's documentation allows single dashes only.`,
        'Write one dash.',
        {},
        'warning',
      ),
    )
  }
  return findings
}

function checkAssetName(kind: NamedKind, name: string): Finding[] {
  if (name.length < 1 || name.length > maxAssetNameLength)
    return [
      finding('name-length', `The ${kind} name must have 1 to ${maxAssetNameLength} characters.`, `Choose a name such as my-${kind}.`, {
        count: name.length,
        least: 1,
        most: maxAssetNameLength,
        example: `my-${kind}`,
      }),
    ]
  if (!assetPattern.test(name)) {
    const wrong = [...name].find((character) => !/[a-zA-Z0-9._-]/.test(character))
    const what = wrong === undefined ? `starts with ${describeCharacter(name[0] ?? '')}` : `contains ${describeCharacter(wrong)}`
    return [
      finding(
        'name-characters',
        `The ${kind} name ${what}; it takes letters, digits, dots, dashes and underscores and starts with a letter or digit.`,
        `Choose a name such as my-${kind}.`,
        { character: characterWord(wrong ?? name[0] ?? ''), example: `my-${kind}`, kind: 'asset' },
      ),
    ]
  }
  // The name becomes a folder inside AZUREML_MODEL_DIR, also on file systems that reserve these words.
  if (reservedFileName.test(name))
    return [finding('name-reserved', `The ${kind} name ${name} is reserved by Windows file systems.`, 'Choose another name.', { name })]
  return []
}

/** A legal endpoint or deployment name close to what was typed; undefined when nothing usable is left. */
export function suggestName(typed: string): string | undefined {
  const text = typed
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '')
    .slice(0, maxNameLength)
    .replace(/-+$/, '')
  return text.length >= minNameLength ? text : undefined
}

/** The Kubernetes rule on both names together; `path` is the deployment's name. */
export function checkKubernetesNameSum(endpoint: string, deployment: string): Finding[] {
  const sum = endpoint.length + deployment.length
  if (sum >= minKubernetesNameSum && sum <= maxKubernetesNameSum) return []
  return [
    finding(
      'name-sum-kubernetes',
      `Endpoint and deployment name have ${sum} characters together; on Kubernetes it must be ${minKubernetesNameSum} to ${maxKubernetesNameSum}.`,
      sum > maxKubernetesNameSum ? 'Shorten one of the names.' : 'Lengthen one of the names.',
      { sum, least: minKubernetesNameSum, most: maxKubernetesNameSum },
    ),
  ]
}

const adjectives = [
  'amber',
  'brave',
  'calm',
  'clear',
  'eager',
  'fair',
  'gentle',
  'keen',
  'lively',
  'mild',
  'noble',
  'quick',
  'quiet',
  'sharp',
  'steady',
  'swift',
  'warm',
  'wise',
] as const
const nouns = [
  'birch',
  'brook',
  'cedar',
  'cloud',
  'comet',
  'delta',
  'ember',
  'field',
  'harbor',
  'heron',
  'lark',
  'maple',
  'meadow',
  'otter',
  'pine',
  'river',
  'stone',
  'wren',
] as const

/** FNV-1a, so that a seed always gives the same name. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return value
}

/**
 * A legal, readable endpoint name such as `calm-river-7k2m`. Without a seed it is random: the name is part of a DNS name
 * that must be free in the whole Azure region, hence the four characters at the end.
 */
export function generateEndpointName(seed?: string): string {
  const text = seed ?? globalThis.crypto.randomUUID()
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  let suffix = ''
  // Drawn one after the other: hashes of texts that differ in their last character alone resemble each other.
  let state = hash(`#${text}`)
  for (let i = 0; i < 4; i += 1) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) ^ (state >>> 12)
    suffix += alphabet[(state >>> 4) % alphabet.length]
  }
  return `${adjectives[hash(`a${text}`) % adjectives.length]}-${nouns[hash(`n${text}`) % nouns.length]}-${suffix}`
}

/** Endpoint and deployment names are compared without regard to case, as ARM does. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
