import type { Locale } from '@/i18n/locales'
import { fieldKey } from '@/lib/contract/yaml/field-key'
import { sourceUrl } from '@/lib/contract/yaml/fields'
import type { EditorKind } from '@/lib/contract/yaml/kinds'
import type { Completion } from '@/lib/domain/yaml-language/complete'
import type { Hover } from '@/lib/domain/yaml-language/hover'
import { fieldAt, type Path } from '@/lib/domain/yaml-language/schema'
import de from '@/messages/de/language.json'
import en from '@/messages/en/language.json'
import { type FieldTexts, fieldTexts } from '@/messages/when-needed'

type Words = typeof en
const wordsOf: Record<Locale, Words> = { en, de }

const fieldWords = new Map<Locale, Record<string, FieldTexts | undefined>>()

/** The meaning of fields in a language other than that of the contract; until it is there, the contract speaks. */
export async function loadFieldWords(locale: Locale): Promise<void> {
  const texts = await fieldTexts(locale)
  if (texts) fieldWords.set(locale, texts)
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

/** Texts that say `azureml:<name>` mean it: Markdown would take the brackets for HTML and drop them. */
const plain = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Proposals and hovers in words, as Markdown. Apart from the provider, as both are plain text about plain data. */
export function languageWords(locale: Locale) {
  const words = wordsOf[locale]
  const number = new Intl.NumberFormat(locale)

  function meaning(kind: EditorKind, path: Path): Partial<FieldTexts> {
    return { ...fieldAt(kind, path), ...fieldWords.get(locale)?.[fieldKey(kind, path)] }
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
    const ofWord = found.choice && meaning(kind, found.path).values?.[found.choice.value]
    const documentation = found.choice?.type === 'sku' ? undefined : (ofWord ?? description)
    return {
      label: found.label,
      filter: found.label,
      detail,
      documentation: documentation === undefined ? undefined : plain(documentation),
    }
  }

  function hover(found: Hover, kind: EditorKind): string[] {
    const { field, sku } = found
    const { title, description, limit, values } = meaning(kind, found.path)
    const key = String(found.path[found.path.length - 1] ?? '')
    const types = field.types.map((type) => words.types[type as keyof Words['types']] ?? type)
    const lines = [
      `${words.type}: ${[...new Set(types)].join(` ${words.or} `)}`,
      field.allowed.length > 0
        ? `${words.allowed}: ${field.allowed.map((value) => `\n- \`${value}\`${values?.[value] ? `: ${plain(values[value])}` : ''}`).join('')}\n`
        : undefined,
      field.default === undefined || typeof field.default === 'object' ? undefined : `${words.default}: \`${String(field.default)}\``,
      limit === undefined ? undefined : plain(limit),
      field.appliesTo === undefined ? undefined : words[field.appliesTo === 'managed' ? 'managedOnly' : 'kubernetesOnly'],
    ].filter((line) => line !== undefined)
    const size = sku
      ? `**${sku.name}**: ${filled(words.cores, { cores: number.format(sku.cores), memory: number.format(sku.memoryGib) })}${sku.gpus > 0 ? `, ${sku.gpusLabel ?? sku.gpus} × ${sku.gpu ?? 'GPU'}` : ''}  \n${filled(words.family, { family: sku.family })}`
      : undefined
    return [
      `**${title ?? key}** \`${key}\`  \n${plain(description ?? '')}`,
      ...(size ? [size] : []),
      lines.join('  \n'),
      ...(field.source ? [`[${words.documentation}](${sourceUrl(field.source)})`] : []),
    ]
  }

  return { completion, hover, meaning }
}
