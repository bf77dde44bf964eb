import type { Finding } from '@/lib/contract/finding'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import type { CheckContext } from '@/lib/domain/checks/check'

export interface CheckInput {
  text: string
  kind?: DocumentKind
  context?: CheckContext
}

export interface CheckRequest extends CheckInput {
  id: number
}

export interface CheckAnswer {
  findings: Finding[]
  kind?: DocumentKind | undefined
}
