import type { CheckRequest } from '@/components/editor/check-request'
import { checkYaml } from '@/lib/domain/checks/check-document'

/** Answers texts with what the checks find, away from the thread that paints. */
self.onmessage = ({ data }: MessageEvent<CheckRequest>) => {
  const { findings, kind } = checkYaml(data.text, {
    ...(data.kind ? { kind: data.kind } : {}),
    ...(data.context ? { context: data.context } : {}),
  })
  self.postMessage({ id: data.id, findings, kind })
}
