import type { Finding } from '@/lib/contract/finding'
import { type CondaRemark, hasInferenceServer, parseConda } from '@/lib/domain/conda/conda'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { yamlText } from '@/lib/domain/convert/yaml-text'
import { addPipItem, type CondaSource, readCondaData, readCondaText } from '@/lib/domain/environment-lint/conda-source'
import { type EnvironmentContext, lintEnvironment } from '@/lib/domain/environment-lint/environment-lint'

/** Conda contents: the text of a file, or what was written below `conda_file:`. */
export type CondaContents = { text: string } | { data: unknown }

export const condaSource = (contents: CondaContents): CondaSource =>
  'text' in contents ? readCondaText(contents.text) : readCondaData(contents.data)

/**
 * Everything about the conda contents of an environment: that they can be read and built without conda, that the server is among
 * them, and what `lintEnvironment` knows. Findings stand at lines of the file, or at paths of the document.
 */
export function checkConda(contents: CondaContents, context: EnvironmentContext): Finding[] {
  if ('data' in contents && !isRecord(contents.data)) return []
  const conda = parseConda('text' in contents ? contents.text : yamlText(contents.data))
  const source = condaSource(contents)
  const { file, path, isInline } = context
  const remark = (severity: Finding['severity'], rule: string, one: CondaRemark): Finding => {
    const place = source.items.find((item) => item.place.line === one.line)?.place
    return {
      path,
      severity,
      rule: one.rule ?? rule,
      message: one.message,
      stage: 'files',
      values: { file: file ?? 'conda_file', line: one.line, reason: one.message, ...one.values },
      ...(one.fix ? { fix: one.fix } : {}),
      ...(file === undefined ? {} : { file }),
      ...(isInline
        ? {}
        : { line: one.line, ...(place ? { column: place.column, endLine: place.endLine, endColumn: place.endColumn } : { column: 1 }) }),
    }
  }
  const findings = [
    ...conda.errors.map((error) => remark('error', error.code === 'UnsupportedCondaPackage' ? 'conda-package' : 'conda-file', error)),
    ...conda.warnings.map((warning) => remark('warning', 'conda-package', warning)),
  ]
  if (conda.errors.length > 0) return findings
  if (context.needsServer && !hasInferenceServer(conda.requirements)) findings.push(missingServer(source, context))
  return [...findings, ...lintEnvironment(source, context)]
}

function missingServer(source: CondaSource, { path, file, isInline }: EnvironmentContext): Finding {
  const name = 'azureml-inference-server-http'
  const addition = addPipItem(source, name, isInline ? path : undefined)
  const last = source.items.filter(({ from }) => from === 'pip').at(-1) ?? source.items.at(-1)
  return {
    path,
    severity: 'warning',
    rule: 'inference-server',
    message: `${file ?? path.join('.')} lists no ${name}; Azure needs it there, this computer adds it by itself.`,
    fix: `Add ${name} to the pip: list.`,
    stage: 'files',
    values: { file: file ?? 'conda_file', name },
    ...(file === undefined ? {} : { file }),
    ...(isInline || !last
      ? {}
      : { line: last.place.line, column: last.place.column, endLine: last.place.endLine, endColumn: last.place.endColumn }),
    ...(addition ? { repairs: [{ label: `Add ${name}`, action: 'add', what: name, ...addition }] } : {}),
  }
}
