import 'server-only'
import { type Finding, hasErrors } from '@/lib/contract/finding'
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import type { EndpointYaml } from '@/lib/contract/yaml/endpoint'
import { parseYamlDocument } from '@/lib/domain/convert/load-yaml'
import { ProblemError } from '@/lib/problems/problem'

function refuse(kind: string, findings: readonly Finding[]): never {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const first = errors[0]
  throw new ProblemError({
    code: 'BadArgument',
    message: first ? `${first.message}${first.fix ? ` ${first.fix}` : ''}` : `The ${kind} YAML cannot be read.`,
    target: first?.path.join('.'),
    details: errors.map((finding) => ({
      code: finding.rule,
      message: `${finding.message}${finding.fix ? ` ${finding.fix}` : ''}`,
      target: finding.path.join('.'),
      origin: 'input',
      retryable: false,
    })),
    origin: 'input',
    retryable: false,
  })
}

/** The deployment in a YAML text. Throws ProblemError `BadArgument` with one detail per error: field, rule, fix. */
export function readDeployment(text: string): DeploymentYaml {
  const { value, findings } = parseYamlDocument(text, 'deployment')
  return value && !hasErrors(findings) ? value : refuse('deployment', findings)
}

/** The endpoint in a YAML text. Throws as readDeployment does. */
export function readEndpoint(text: string): EndpointYaml {
  const { value, findings } = parseYamlDocument(text, 'endpoint')
  return value && !hasErrors(findings) ? value : refuse('endpoint', findings)
}
