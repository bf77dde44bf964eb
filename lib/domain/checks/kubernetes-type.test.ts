import { expect, it } from 'vitest'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'
import { missingWords } from '@/test/missing-words'

const withoutType = `$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
name: blue
endpoint_name: my-endpoint
model: azureml:m:1
code_configuration: { code: src, scoring_script: score.py }
environment: azureml:e:1
resources:
  limits: { cpu: "0.5", memory: 1Gi }
instance_count: 1
`

const check = (text: string) => {
  const { findings } = checkYaml(text, { kind: 'deployment' })
  expect(missingWords(findings)).toEqual([])
  return findings
}
const said = (text: string) => check(text).map(({ severity, stage, rule, path }) => `${severity} ${stage} ${rule} ${path.join('.')}`)

it('a Kubernetes $schema without type: the one line that is missing, by one click, instead of what a managed file would need', () => {
  const findings = check(withoutType)
  expect(findings).toMatchObject([
    { severity: 'error', stage: 'load', rule: 'kubernetes-type', path: ['type'], fix: 'Write type: kubernetes.', line: 1 },
  ])
  const [repair] = findings[0]?.repairs ?? []
  expect(repair?.label).toBe('Write type: kubernetes')
  const repaired = editYaml(withoutType, repair?.changes ?? []).text
  expect(repaired.replace('type: kubernetes\n', '')).toBe(withoutType)
  expect(said(repaired)).toEqual([])
})

it('is a warning where az ml takes the file, as a managed one', () => {
  const taken = withoutType.replace(/resources:\n.*\n/, 'instance_type: defaultinstancetype\n')
  expect(said(taken)).toEqual(['warning rules kubernetes-type type'])
})

it('az ml knows the word in small letters only', () => {
  expect(said(`${withoutType}type: Kubernetes\n`)).toEqual(['error load kubernetes-type type'])
  expect(said(`${withoutType}type: kubernetes\n`)).toEqual([])
})

it('leaves other slips of the file to their own rules', () => {
  expect(said(`${withoutType}instances: 2\n`)).toEqual(['error load unknown-key instances', 'error load kubernetes-type type'])
  expect(said(withoutType.replace('name: blue\n', ''))).toEqual(
    expect.arrayContaining(['error load kubernetes-type type', 'error load required name']),
  )
  expect(said(withoutType.replace('kubernetes', 'managed'))).toEqual(
    expect.arrayContaining(['error load required instance_type', 'error load kubernetes-only resources']),
  )
})
