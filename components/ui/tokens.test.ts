import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

type Rgb = [number, number, number]

/** OKLCH → linear sRGB by Björn Ottosson's matrices (https://bottosson.github.io/posts/oklab/), clipped to the gamut. */
function linearRgb(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (value: number) => Math.min(1, Math.max(0, value))
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const css = readFileSync(join(import.meta.dirname, '../../app/globals.css'), 'utf8')
const oklch = String.raw`oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)`

function tokens(theme: 'light' | 'dark'): Map<string, number> {
  const pattern = new RegExp(String.raw`--color-([\w-]+):\s*light-dark\(\s*${oklch},\s*${oklch}\s*\)`, 'g')
  return new Map(
    [...css.matchAll(pattern)].map((match) => {
      const values = match.slice(theme === 'light' ? 2 : 5).map(Number)
      const [lightness = 0, chroma = 0, hue = 0] = values
      return [match[1] ?? '', luminance(linearRgb(lightness / 100, chroma, hue))] as const
    }),
  )
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const surfaces = ['page', 'raised', 'sunken', 'hover']
const hues = ['success', 'progress', 'attention', 'failure', 'unknown']
const textPairs = [
  ...['ink', 'ink-2', 'ink-3', 'accent-text', ...hues].flatMap((text) => surfaces.map((surface) => [text, surface])),
  ...hues.map((hue) => [hue, `${hue}-soft`]),
  ...['ink', 'ink-2'].flatMap((text) => [...hues.map((hue) => [text, `${hue}-soft`]), [text, 'accent-soft']]),
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['failure-ink', 'failure'],
]
const shapePairs = [
  ...hues.flatMap((hue) => [
    [`${hue}-icon`, 'raised'],
    [`${hue}-icon`, `${hue}-soft`],
  ]),
  ['line-control', 'raised'],
  ['line-control', 'page'],
  ['accent', 'raised'],
  ['accent', 'page'],
  ...['blue', 'green', 'amber', 'violet', 'red', 'cyan', 'pink', 'slate'].map((step) => [`deploy-${step}`, 'raised']),
]

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  const found = tokens(theme)
  const measure = (pair: string[]) => {
    const [front, back] = pair.map((name) => found.get(name))
    if (front === undefined || back === undefined) throw new Error(`no token for ${pair.join(' on ')}`)
    return contrast(front, back)
  }

  test('text meets WCAG AA, 4.5 to 1', () => {
    const low = textPairs.map((pair) => ({ pair: pair.join(' on '), ratio: measure(pair) })).filter(({ ratio }) => ratio < 4.5)
    expect(low).toEqual([])
  })

  test('icons, borders of fields and deployment colours meet 3 to 1', () => {
    const low = shapePairs.map((pair) => ({ pair: pair.join(' on '), ratio: measure(pair) })).filter(({ ratio }) => ratio < 3)
    expect(low).toEqual([])
  })
})
