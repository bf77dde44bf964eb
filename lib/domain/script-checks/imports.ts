import type { Finding } from '@/lib/contract/finding'
import { inferenceServerPackages } from '@/lib/domain/conda/conda'
import { lastWith, providersOf, withDependencies } from '@/lib/domain/packages/import-names'
import { standardModule } from '@/lib/domain/packages/standard-library'
import { type ScriptCheck, type ScriptContext, scriptError, scriptInfo, scriptWarning } from '@/lib/domain/script-checks/script-context'

type Import = ScriptContext['facts']['imports'][number]

/** What a script imports is in its environment, in Python itself, or in the code folder. */
export const checkImports: ScriptCheck = (context) => {
  const told = new Set<string>()
  return context.facts.imports.flatMap((item) => {
    const [top = ''] = item.module.split('.')
    const key = item.level > 0 ? '.' : (providersOf(item.module)[0] ?? item.module)
    if (told.has(`${key}/${item.isGuarded}`)) return []
    const found = item.level > 0 ? relativeImport(context, item) : absoluteImport(context, item, top)
    if (found.length > 0) told.add(`${key}/${item.isGuarded}`)
    return found
  })
}

/** The server loads the script by itself, not as a part of a package. */
function relativeImport(context: ScriptContext, item: Import): Finding[] {
  if (!context.isEntry || item.isGuarded) return []
  return [
    scriptWarning(
      context,
      item.span,
      'script-relative-import',
      'The scoring script is loaded on its own, so an import that begins with a dot fails.',
      {
        fix: `Write from ${item.module || 'the module'} import …; the code folder is searched.`,
      },
    ),
  ]
}

function absoluteImport(context: ScriptContext, item: Import, top: string): Finding[] {
  if (top === '' || context.modules.has(top)) return []
  if (/^azureml\.contrib\.services(\.|$)/.test(item.module)) return [oldServices(context, item)]
  const standard = standardModule(top, context.pythonMinor)
  if (standard.isStandard) return []
  if (standard.removed && !item.isGuarded)
    return [
      scriptError(context, item.span, 'script-import-removed', `${top} is no longer part of Python since 3.${standard.removed.since}.`, {
        fix: standard.removed.instead
          ? `Use ${standard.removed.instead} instead.`
          : `Use Python 3.${standard.removed.since - 1}, or a package that replaces it.`,
        values: {
          name: top,
          version: `3.${standard.removed.since}`,
          instead: standard.removed.instead ?? '',
          last: `3.${standard.removed.since - 1}`,
        },
      }),
    ]
  const { packages } = context
  if (packages === undefined || top === 'main' || top === '__main__') return []
  // Serving code gets the server from the platform, also where the file forgets it; that has its own rule.
  const available = withDependencies([...packages, 'pip', 'setuptools', inferenceServerPackages[0]])
  const wanted = providersOf(item.module)
  const last = Object.hasOwn(lastWith, top) ? lastWith[top] : undefined
  // What comes by itself is the newest release, which no longer has it; only a listed one may.
  const isThere = (name: string) => (last === undefined ? available.has(name) : packages.includes(name))
  if (wanted.length === 0 || wanted.some(isThere)) return []
  const name = last ?? wanted[0] ?? top
  const where = context.environment ?? 'the environment'
  const say = item.isGuarded || context.hasUnknownPackages ? scriptInfo : scriptWarning
  return [
    say(context, item.span, 'script-import', `${item.module} needs the package ${name}, which ${where} does not list.`, {
      fix: item.isGuarded ? `The script provides for its absence; else add ${name}.` : `Add ${name} to the pip: list of ${where}.`,
      values: { name, module: item.module, environment: where },
    }),
  ]
}

const movedTo: Readonly<Record<string, string>> = {
  'azureml.contrib.services.aml_request': 'azureml_inference_server_http.api.aml_request',
  'azureml.contrib.services.aml_response': 'azureml_inference_server_http.api.aml_response',
}

function oldServices(context: ScriptContext, item: Import): Finding {
  const moved = movedTo[item.module]
  const [offset, length] = item.span
  const written = context.text.slice(offset, offset + length)
  const repaired = moved === undefined || !written.includes(item.module) ? undefined : written.replace(item.module, moved)
  return scriptWarning(context, item.span, 'script-old-interface', `${item.module} was removed from the inference server in 1.4.1.`, {
    fix: moved ? `Import from ${moved}.` : 'Import from azureml_inference_server_http.api.aml_request or aml_response.',
    values: { name: item.module },
    ...(repaired
      ? { repairs: [{ label: `Write ${repaired}`, action: 'write', what: repaired, edits: [{ offset, length, text: repaired }] }] }
      : {}),
  })
}
