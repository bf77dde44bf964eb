import { requirementName } from '@/lib/domain/conda/conda'

/**
 * Which build of PyTorch an environment gets. PyPI's Linux wheels bring CUDA along (several gigabytes), its own index has builds for the
 * processor alone (https://pytorch.org/get-started/locally/): those are used unless CUDA is asked for and there is something to run it on.
 */

/** Setting: `auto` (default), always one of the two, or what the user's own index gives. */
export const torchSettings = ['auto', 'cpu', 'cuda', 'as-written'] as const
export type TorchSetting = (typeof torchSettings)[number]

export const isTorchSetting = (value: string): value is TorchSetting => torchSettings.some((setting) => setting === value)

/** Index of PyTorch's own builds; `/cpu` or `/cu124` is appended. */
export const torchIndexRoot = 'https://download.pytorch.org/whl'

/** Packages that are built per accelerator and come from the same index. */
const torchFamily: ReadonlySet<string | undefined> = new Set([
  'torch',
  'torchvision',
  'torchaudio',
  'torchtext',
  'torchdata',
  'pytorch-triton',
])

/** Well-known packages that bring torch along without naming it in the file. */
const bringTorch: ReadonlySet<string | undefined> = new Set(
  `accelerate bitsandbytes captum diffusers easyocr fastai kornia lightning openai-whisper peft pytorch-forecasting pytorch-lightning
   sentence-transformers skorch spacy-transformers stable-baselines3 timm torchmetrics torch-geometric transformers-interpret ultralytics`
    .split(/\s+/)
    .filter(Boolean),
)

export interface TorchWish {
  /** Lines of the file in pip syntax. */
  requirements: readonly string[]
  /** CUDA version that the file asks for by `pytorch-cuda` or `cudatoolkit`, such as `12.4`; empty = asked for without a version. */
  cuda?: string
  /** The file has `cpuonly` or another package that means the processor. */
  cpuOnly?: boolean
}

export interface TorchPlan {
  /** `none`: torch is not part of it. `default`: the usual index already gives the right thing. */
  build: 'none' | 'default' | 'cpu' | 'cuda'
  /** Last part of the address on PyTorch's own index: `cpu`, `cu124`. */
  channel?: string
  /** Requirement lines taken from that index, `torch` added when only its relatives are named. */
  family: string[]
  /** All other lines. */
  rest: string[]
  /** A difference between what the file asks for and what is installed. */
  deviation?: string
  /** Line for the log. */
  note?: string
}

export interface TorchComputer {
  /** `linux-x86_64`, `macosx-14.0-arm64`. */
  platform: string
  hasNvidia: boolean
  setting: TorchSetting
}

/** Where the packages of a plan come from: the index of the settings as it is, else PyTorch's own for this channel. */
export const torchIndex = (channel: string, setting?: string): string => setting ?? `${torchIndexRoot}/${channel}`

/** Decides build and index. Pure. */
export function planTorch(wish: TorchWish, computer: TorchComputer): TorchPlan {
  const named = wish.requirements.filter((line) => torchFamily.has(requirementName(line)))
  const rest = wish.requirements.filter((line) => !named.includes(line))
  const dragged = rest.find((line) => bringTorch.has(requirementName(line)))
  const untouched = { family: [], rest: [...wish.requirements] }
  if (named.length === 0 && dragged === undefined) return { build: 'none', ...untouched }
  if (computer.setting === 'as-written')
    return { build: 'default', ...untouched, note: 'PyTorch comes from the usual index, as the settings say.' }
  const own = ownSource(wish.requirements, named)
  if (own !== undefined) return { build: 'default', ...untouched, note: `PyTorch comes from where the file says: ${own}.` }
  const asked = wish.cuda !== undefined && wish.cpuOnly !== true
  if (!computer.platform.startsWith('linux')) {
    // PyPI's wheels for other systems have no CUDA in them.
    const deviation = asked
      ? `The file asks for PyTorch with CUDA ${wish.cuda}; this computer's system has none, the build without CUDA is used.`
      : undefined
    return { build: 'default', ...untouched, ...(deviation === undefined ? {} : { deviation }) }
  }
  const useCuda = computer.setting === 'cuda' || (computer.setting === 'auto' && asked && computer.hasNvidia)
  const family = named.some((line) => requirementName(line) === 'torch') ? named : [...named, 'torch']
  const channel = useCuda ? `cu${(wish.cuda ?? '').split('.').slice(0, 2).join('')}` : 'cpu'
  if (useCuda && channel === 'cu') return { build: 'default', ...untouched, note: 'PyTorch with the CUDA of the usual index.' }
  const because = dragged !== undefined && named.length === 0 ? ` (brought along by ${requirementName(dragged) ?? dragged})` : ''
  return {
    build: useCuda ? 'cuda' : 'cpu',
    channel,
    family: family.map(withoutBuild),
    rest,
    note: useCuda ? `PyTorch with CUDA ${wish.cuda}.` : `PyTorch${because} is installed for the processor, without CUDA.`,
    ...(asked && !useCuda
      ? {
          deviation: `The file asks for PyTorch with CUDA${wish.cuda ? ` ${wish.cuda}` : ''}; ${computer.setting === 'cpu' ? 'by the settings' : 'this computer has no NVIDIA GPU,'} the build for the processor is used.`,
        }
      : {}),
  }
}

/** Where the file itself says PyTorch comes from, if it does. */
function ownSource(requirements: readonly string[], named: readonly string[]): string | undefined {
  const address = named.find((line) => /@\s*\w+(\+\w+)?:/.test(line))
  if (address !== undefined) return address
  const local = named.find((line) => /==[^;]*\+/.test(line))
  const index = requirements.find((line) => /^(?:-i|--index-url|--extra-index-url|-f|--find-links)[\s=]/.test(line))
  // An index beside is meant for something; of PyTorch's own it is clear for what.
  if (index !== undefined && (local !== undefined || /pytorch\.org/.test(index))) return index
  return undefined
}

/** `torch==2.2.2+cu121` names a build that the processor's index does not have. */
const withoutBuild = (line: string): string => line.replace(/(==[^;,+\s]*)\+[A-Za-z0-9.]+/, '$1')

/** Whether a requirement is one of the packages that come from PyTorch's index. */
export const isTorchFamily = (line: string): boolean => torchFamily.has(requirementName(line))

/** TOML of a project whose PyTorch packages come from one index alone and everything else from the usual ones. */
export function torchProject(family: readonly string[], index: string): string {
  const text = (value: string) => JSON.stringify(value)
  const isFolder = index.startsWith('/')
  return [
    '[project]',
    'name = "environment"',
    'version = "0"',
    `dependencies = [${family.map(text).join(', ')}]`,
    '',
    '[tool.uv.sources]',
    ...[...torchFamily].filter((name) => name !== undefined).map((name) => `${name} = { index = "torch" }`),
    '',
    '[[tool.uv.index]]',
    'name = "torch"',
    `url = ${text(index)}`,
    'explicit = true',
    ...(isFolder ? ['format = "flat"'] : []),
    '',
  ].join('\n')
}
