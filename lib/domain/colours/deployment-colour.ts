/** Steps of the deployment palette; each is the CSS variable `--color-deploy-<step>` of app/globals.css. */
export const deploymentPalette = ['blue', 'green', 'amber', 'violet', 'red', 'cyan', 'pink', 'slate'] as const
export type DeploymentColour = (typeof deploymentPalette)[number]

/** A deployment named like a colour has that colour; near relatives share the nearest step. */
const namedColours: Readonly<Record<string, DeploymentColour>> = {
  blue: 'blue',
  green: 'green',
  amber: 'amber',
  yellow: 'amber',
  orange: 'amber',
  gold: 'amber',
  canary: 'amber',
  violet: 'violet',
  purple: 'violet',
  red: 'red',
  cyan: 'cyan',
  teal: 'cyan',
  pink: 'pink',
  magenta: 'pink',
  slate: 'slate',
  grey: 'slate',
  gray: 'slate',
}

/** Blue and green are left to the deployments of that name; red without that name would read as a failure. */
const unnamedSteps = ['violet', 'cyan', 'amber', 'pink', 'slate'] as const satisfies readonly DeploymentColour[]

/** FNV-1a, 32 bit: small, stable over releases, spreads short names well. */
function hashName(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

/**
 * The colour of a deployment, the same in the traffic bar, sliders, charts, logs and test answers.
 * It depends on the name alone (case-insensitive), so it is stable over pages, reloads and machines.
 */
export function deploymentColour(name: string): DeploymentColour {
  const lower = name.toLowerCase()
  const named = namedColours[lower]
  if (named) return named
  return unnamedSteps[hashName(lower) % unnamedSteps.length] ?? 'slate'
}

/** CSS value for `style` attributes: `var(--color-deploy-blue)`. */
export function deploymentColourValue(name: string): string {
  return `var(--color-deploy-${deploymentColour(name)})`
}
