import type { EditorKind } from '@/components/editor/editor-props'
import type { Locale } from '@/i18n/locales'
import type { Completion } from '@/lib/domain/yaml-language/complete'
import { fieldId, type Hover } from '@/lib/domain/yaml-language/hover'
import { fieldAt, type Path } from '@/lib/domain/yaml-language/schema'
import de from '@/messages/de/language.json'
import en from '@/messages/en/language.json'

type Words = typeof en
const wordsOf: Record<Locale, Words> = { en, de }

type FieldWords = Record<string, { title: string; description: string }>
const fieldWords = new Map<Locale, FieldWords>()

/** The meaning of fields in a language other than that of the contract; until it is there, the contract speaks. */
export async function loadFieldWords(locale: Locale): Promise<void> {
  if (locale !== 'de' || fieldWords.has(locale)) return
  const { default: fields } = await import('@/messages/de/fields.json')
  fieldWords.set(locale, fields)
}

const filled = (sentence: string, values: Record<string, string | number>) =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

interface SaidCompletion {
  label: string
  /** What is typed to find it. */
  filter: string
  detail: string | undefined
  documentation: string | undefined
}

/** Proposals and hovers in words, as Markdown. Apart from the provider, as both are plain text about plain data. */
export function languageWords(locale: Locale) {
  const words = wordsOf[locale]
  const number = new Intl.NumberFormat(locale)

  function meaning(kind: EditorKind, path: Path): { title: string | undefined; description: string | undefined } {
    const said = fieldWords.get(locale)?.[fieldId(kind, path)]
    const field = fieldAt(kind, path)
    return { title: said?.title ?? field?.title, description: said?.description ?? field?.description }
  }

  function facts(found: Completion): string | undefined {
    const { choice } = found
    if (!choice) return undefined
    const { cores, memoryGib, gpus, retired, version } = choice.facts ?? {}
    const parts = [
      cores === undefined ? undefined : filled(words.cores, { cores: number.format(cores), memory: number.format(memoryGib ?? 0) }),
      gpus,
      retired === undefined ? undefined : filled(words.retires, { date: retired }),
      version === undefined ? undefined : filled(words.version, { version }),
      choice.isDefault ? words.default : undefined,
    ].filter((part) => part !== undefined)
    return parts.length > 0 ? parts.join(', ') : undefined
  }

  function completion(found: Completion, kind: EditorKind): SaidCompletion {
    const { title, description } = meaning(kind, found.path)
    if (found.type === 'block') {
      const block = words.blocks[found.block as keyof Words['blocks']] ?? found.label
      const preview = `\`\`\`yaml\n${found.insert.replace(/\\?\$\{\d+:([^}]*)\}/g, '$1').replaceAll('\\$', '$')}\n\`\`\``
      return {
        label: block,
        filter: `${String(found.path[found.path.length - 1] ?? '')} ${found.label} ${block}`,
        detail: undefined,
        documentation: preview,
      }
    }
    const detail = found.type === 'key' ? (found.isRequired ? words.required : title) : facts(found)
    return { label: found.label, filter: found.label, detail, documentation: found.choice?.type === 'sku' ? undefined : description }
  }

  function hover(found: Hover, kind: EditorKind): string[] {
    const { field, sku, only, source } = found
    const { title, description } = meaning(kind, found.path)
    const key = String(found.path[found.path.length - 1] ?? '')
    const range =
      field.minimum !== undefined && field.maximum !== undefined
        ? filled(words.between, { least: number.format(field.minimum), most: number.format(field.maximum) })
        : field.minimum !== undefined
          ? filled(words.atLeast, { least: number.format(field.minimum) })
          : field.maximum !== undefined
            ? filled(words.atMost, { most: number.format(field.maximum) })
            : undefined
    const types = field.types.map((type) => words.types[type as keyof Words['types']] ?? type)
    const lines = [
      `${words.type}: ${[...new Set(types)].join(` ${words.or} `)}`,
      field.allowed.length > 0 ? `${words.allowed}: ${field.allowed.map((value) => `\`${value}\``).join(', ')}` : undefined,
      field.default === undefined || typeof field.default === 'object' ? undefined : `${words.default}: \`${String(field.default)}\``,
      range,
      only === undefined ? undefined : words[only === 'managed' ? 'managedOnly' : 'kubernetesOnly'],
    ].filter((line) => line !== undefined)
    const size = sku
      ? `**${sku.name}**: ${filled(words.cores, { cores: number.format(sku.cores), memory: number.format(sku.memoryGib) })}${sku.gpus > 0 ? `, ${sku.gpusLabel ?? sku.gpus} × ${sku.gpu ?? 'GPU'}` : ''}  \n${filled(words.family, { family: sku.family })}`
      : undefined
    return [
      `**${title ?? key}** \`${key}\`  \n${description ?? ''}`,
      ...(size ? [size] : []),
      lines.join('  \n'),
      `[${words.documentation}](${source})`,
    ]
  }

  return { completion, hover, meaning }
}
