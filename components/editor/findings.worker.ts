import type { CheckRequest } from '@/components/editor/check-request'
import { yamlChecker } from '@/lib/domain/checks/check-document'

const check = yamlChecker()

/** Answers texts with what the checks find, away from the thread that paints. */
self.onmessage = ({ data }: MessageEvent<CheckRequest>) => {
  const { findings, kind } = check(data.text, {
    ...(data.kind ? { kind: data.kind } : {}),
    ...(data.context ? { context: data.context } : {}),
  })
  self.postMessage({ id: data.id, findings, kind })
}
