/** Dockerfiles: read with their lines, written from checked values and read back, changed without moving a line. Pure. */

export interface Instruction {
  /** Upper case. */
  keyword: string
  /** Everything behind the keyword, continuation lines joined by one space. */
  rest: string
  /** 1-based line the instruction begins in. */
  line: number
}

/**
 * Instructions of a Dockerfile with the line each begins in; comments, blank lines and the bodies of here-documents are left out.
 * Never throws: what makes no sense is the builder's to refuse.
 * https://docs.docker.com/reference/dockerfile/
 */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text.split(/\r?\n/)
  const continues = escapeCharacter(lines)
  const instructions: Instruction[] = []
  for (let index = 0; index < lines.length; ) {
    const first = lines[index] ?? ''
    if (isIgnored(first)) {
      index += 1
      continue
    }
    const start = index
    const parts: string[] = []
    for (let isOpen = true; isOpen && index < lines.length; index += 1) {
      const line = lines[index] ?? ''
      // Comments and empty lines inside a continued instruction do not end it.
      if (parts.length > 0 && isIgnored(line)) continue
      isOpen = line.trimEnd().endsWith(continues)
      parts.push((isOpen ? line.trimEnd().slice(0, -1) : line).trim())
    }
    const joined = parts.join(' ').trim()
    const match = /^(\S+)\s*([\s\S]*)$/.exec(joined)
    const keyword = (match?.[1] ?? '').toUpperCase()
    const rest = match?.[2] ?? ''
    instructions.push({ keyword, rest, line: start + 1 })
    const documents = /^(?:RUN|COPY|ADD)$/.test(keyword) ? [...rest.matchAll(/(?:^|\s)\d*<<-?["']?(\w+)/g)] : []
    for (const [, terminator] of documents) {
      const end = lines.findIndex((line, at) => at >= index && line.replace(/^\t+/, '') === terminator)
      if (end >= 0) index = end + 1
    }
  }
  return instructions
}

const isIgnored = (line: string): boolean => line.trim() === '' || line.trim().startsWith('#')

/** `# escape=` counts only before everything else. */
function escapeCharacter(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^\s*#\s*([a-z]+)\s*=\s*(\S+)\s*$/i.exec(line)
    if (!directive) break
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] ?? '\\'
  }
  return '\\'
}

/** Instructions that make a step of their own; `FROM` is the first of its stage. */
const stepKeywords = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR'])

/**
 * The instruction behind a step's name as the builder says it: `[2/5] RUN …`, `[builder 1/3] FROM …`, `[stage-1 2/2] COPY …`, or the
 * base image of `[internal] load metadata for …`. Undefined when no line stands for it.
 */
export function instructionOfStep(instructions: readonly Instruction[], step: string): Instruction | undefined {
  const metadata = /^\[internal\] load metadata for (\S+)$/.exec(step)?.[1]
  if (metadata !== undefined) {
    const isIt = (reference: string) => metadata === reference || metadata.endsWith(`/${reference}`) || metadata.includes(`/${reference}:`)
    return instructions.find(({ keyword, rest }) => keyword === 'FROM' && isIt(fromParts(rest).image))
  }
  const match = /^\[(?:(\S+) +)?(\d+)\/(\d+)\] ([A-Z]+)/.exec(step)
  if (!match) return undefined
  const [, stageName, position = '', , keyword = ''] = match
  const stages = stagesOf(instructions)
  const found =
    stageName === undefined
      ? [stages.at(-1) ?? []]
      : stages.filter((stage, index) => (fromParts(stage[0]?.rest ?? '').name ?? `stage-${index}`) === stageName.toLowerCase())
  for (const stage of [...found, ...stages]) {
    const instruction = stage.filter((one) => stepKeywords.has(one.keyword))[Number(position) - 1]
    if (instruction?.keyword === keyword) return instruction
  }
  return undefined
}

function stagesOf(instructions: readonly Instruction[]): Instruction[][] {
  const stages: Instruction[][] = []
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') stages.push([instruction])
    else stages.at(-1)?.push(instruction)
  }
  return stages
}

/** `--platform=… image AS name`. */
export function fromParts(rest: string): { image: string; name?: string } {
  const words = rest.split(/\s+/).filter((word) => word !== '' && !word.startsWith('--'))
  const name = /^as$/i.test(words[1] ?? '') ? words[2]?.toLowerCase() : undefined
  return { image: words[0] ?? '', ...(name === undefined ? {} : { name }) }
}

/** Images of other makers that a Dockerfile stands on, with their lines; stages, `scratch` and names with variables are left out. */
export function baseImagesOf(instructions: readonly Instruction[]): { image: string; line: number }[] {
  const names = new Set<string>()
  const found: { image: string; line: number }[] = []
  for (const { keyword, rest, line } of instructions) {
    if (keyword !== 'FROM') continue
    const { image, name } = fromParts(rest)
    if (image !== 'scratch' && !names.has(image.toLowerCase()) && !image.includes('$') && image !== '') found.push({ image, line })
    if (name !== undefined) names.add(name)
  }
  return found
}

/**
 * The Dockerfile as it is built here, every instruction in its old line: base images exchanged, mounts added to the RUN steps, and
 * without a `# syntax` line, which would fetch a frontend from a registry.
 */
export function adaptDockerfile(
  text: string,
  change: { image: (asked: string) => string; runMounts: readonly string[] },
): { text: string; hadSyntax?: string } {
  const lines = text.split('\n')
  let hadSyntax: string | undefined
  for (const [index, line] of lines.entries()) {
    const directive = /^\s*#\s*([a-z]+)\s*=\s*(\S+)\s*$/i.exec(line)
    if (!directive) break
    if (directive[1]?.toLowerCase() !== 'syntax') continue
    hadSyntax = directive[2]
    // An empty comment would end the directives.
    lines[index] = '# check=skip=all'
  }
  const instructions = parseDockerfile(text)
  const known = new Set(baseImagesOf(instructions).map(({ line }) => line))
  for (const { keyword, rest, line } of instructions) {
    const old = lines[line - 1] ?? ''
    if (keyword === 'FROM' && known.has(line)) {
      const { image } = fromParts(rest)
      const used = change.image(image)
      if (used !== image) lines[line - 1] = old.replace(image, () => used)
    }
    if (keyword === 'RUN' && change.runMounts.length > 0)
      lines[line - 1] = old.replace(
        /^(\s*)(run)(?=\s)/i,
        (_whole, space: string, word: string) => `${space}${word} ${change.runMounts.join(' ')}`,
      )
  }
  return { text: lines.join('\n'), ...(hadSyntax === undefined ? {} : { hadSyntax }) }
}

/** Repository, tag and digest of an image (https://github.com/distribution/reference). */
const reference =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d{1,5})?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/
export const isImageReference = (text: string): boolean => text.length <= 400 && reference.test(text)

const valueRules: Record<string, RegExp> = {
  FROM: reference,
  USER: /^[\w.-]{1,64}(?::[\w.-]{1,64})?$/,
  WORKDIR: /^\/[\w./-]*$/,
  COPY: /^[\w.-]+ [\w./-]+$/,
  // One line of printable characters; what goes in comes from this file's callers, whose parts have rules of their own.
  RUN: /^[\x20-\x7e]+$/,
}

/**
 * Writes instructions as a Dockerfile.
 * @throws Error when a value breaks its grammar, or the text does not read back as the same instructions.
 */
export function writeDockerfile(instructions: readonly Pick<Instruction, 'keyword' | 'rest'>[]): string {
  for (const { keyword, rest } of instructions) {
    if (!valueRules[keyword]?.test(rest) || rest.endsWith('\\') || rest !== rest.trim())
      throw new Error(`${keyword} ${JSON.stringify(rest).slice(0, 200)} may not stand in a generated Dockerfile`)
  }
  const text = `${instructions.map(({ keyword, rest }) => `${keyword} ${rest}`).join('\n')}\n`
  const back = parseDockerfile(text).map(({ keyword, rest }) => ({ keyword, rest }))
  if (JSON.stringify(back) !== JSON.stringify(instructions.map(({ keyword, rest }) => ({ keyword, rest }))))
    throw new Error('the generated Dockerfile does not read back as it was meant')
  return text
}
