/** yaml-language-server in this process, with our JSON Schema: what it takes for new diagnostics and a list of proposals. */
import { createRequire } from 'node:module'
import { yamlJsonSchema } from '@/lib/contract/yaml/json-schema'
import type { EditorKind } from '@/lib/contract/yaml/kinds'

interface TextDocument {
  positionAt(offset: number): { line: number; character: number }
}
interface LanguageService {
  configure(settings: Record<string, unknown>): void
  doValidation(document: TextDocument, isKubernetes: boolean): Promise<unknown[]>
  doComplete(document: TextDocument, position: { line: number; character: number }, isKubernetes: boolean): Promise<{ items: unknown[] }>
}
interface Modules {
  getLanguageService(parts: Record<string, unknown>): LanguageService
}
interface Documents {
  TextDocument: { create(uri: string, language: string, version: number, text: string): TextDocument }
}

export interface YamlLanguageServer {
  version: string
  diagnostics(text: string): Promise<number>
  completions(text: string, offset: number): Promise<number>
}

/** Undefined when the package is not installed. */
export function yamlLanguageServer(kind: EditorKind): YamlLanguageServer | undefined {
  const require = createRequire(import.meta.url)
  let path: string
  try {
    path = require.resolve('yaml-language-server')
  } catch {
    return undefined
  }
  const { getLanguageService }: Modules = require('yaml-language-server')
  const { TextDocument }: Documents = createRequire(path)('vscode-languageserver-textdocument')
  const { version }: { version: string } = require('yaml-language-server/package.json')
  const service = getLanguageService({
    schemaRequestService: () => Promise.reject(new Error('nothing is fetched')),
    workspaceContext: { resolveRelativePath: (relative: string) => relative },
    telemetry: { send: () => undefined, sendError: () => undefined, sendTrack: () => undefined },
  })
  const settings = { validate: true, completion: true, hover: true, format: false, isKubernetes: false }
  service.configure({
    ...settings,
    schemas: [{ uri: 'inmemory://schema.json', fileMatch: ['*.yml'], schema: withoutMeta(yamlJsonSchema(kind)) }],
  })
  let counter = 0
  const document = (text: string) => {
    counter += 1
    return TextDocument.create('file:///deployment.yml', 'yaml', counter, text)
  }
  return {
    version,
    diagnostics: async (text) => (await service.doValidation(document(text), false)).length,
    completions: async (text, offset) => {
      const made = document(text)
      return (await service.doComplete(made, made.positionAt(offset), false)).items.length
    },
  }
}

/** The `$schema` line of the schema itself would be fetched. */
const withoutMeta = ({ $schema: _address, ...schema }: Record<string, unknown>) => schema
