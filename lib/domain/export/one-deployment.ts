import type { DocumentChange } from '@/lib/contract/finding'
import { isData } from '@/lib/domain/convert/field-map'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import type { ExportTexts } from '@/lib/domain/export/source'
import { isSameName } from '@/lib/domain/names/names'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'

/**
 * The endpoint with one of its deployments alone; undefined when it has none of the name. Traffic stays where all of it goes to that
 * deployment: any other split names deployments that are not there.
 */
export function oneDeployment(texts: ExportTexts, deployment: string): ExportTexts | undefined {
  const chosen = texts.deployments.filter(({ text }) => {
    const { data } = loadYaml(text)
    return isData(data) && isSameName(String(data.name), deployment)
  })
  if (chosen.length === 0) return undefined
  const { data } = loadYaml(texts.endpoint.text)
  const traffic = isData(data) && isData(data.traffic) ? data.traffic : {}
  const changes: DocumentChange[] = []
  const others = Object.entries(traffic).filter(([name]) => !isSameName(name, deployment))
  if (others.some(([, share]) => Number(share) > 0)) changes.push({ op: 'remove', path: ['traffic'] })
  else changes.push(...others.map(([name]): DocumentChange => ({ op: 'remove', path: ['traffic', name] })))
  if (isData(data) && data.mirror_traffic !== undefined) changes.push({ op: 'remove', path: ['mirror_traffic'] })
  return {
    ...texts,
    endpoint: { ...texts.endpoint, text: editYaml(texts.endpoint.text, changes).text },
    deployments: chosen,
  }
}
