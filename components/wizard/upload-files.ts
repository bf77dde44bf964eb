import { maxUploadBytes, maxUploadFiles, type UploadedFile } from '@/lib/contract/files'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { sendAgain } from '@/lib/queries/send-again'

const refused = (message: string) => new ProblemError({ code: 'Studio.UploadRefused', message, origin: 'input', retryable: false })

/** A file of the browser, or text under a name with folders. */
export interface UploadItem extends Blob {
  readonly name: string
  readonly webkitRelativePath?: string
}

/** Text as a file of a folder, for uploads of what was written in the browser. */
export const textFile = (path: string, text: string): UploadItem => Object.assign(new Blob([text]), { name: path })

/**
 * Sends files one by one to the studio and answers the path of the file, or of the folder they came from.
 * `onProgress` gets bytes sent and total. Throws ProblemError; a broken upload can simply be repeated.
 */
export async function uploadFiles(
  files: readonly UploadItem[],
  onProgress: (sentBytes: number, totalBytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const total = files.reduce((sum, file) => sum + file.size, 0)
  if (files.length === 0) throw refused('No file was chosen.')
  if (files.length > maxUploadFiles) throw refused(`The folder has ${files.length} files; the limit of an upload is ${maxUploadFiles}.`)
  if (total > maxUploadBytes) throw refused('The upload is larger than 2 GiB; use a path on this computer instead.')
  const id = newClientRequestId()
  let sent = 0
  let root = ''
  for (const file of files) {
    const send = () =>
      fetch('/api/uploads', {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          'x-upload-id': id,
          'x-upload-name': encodeURIComponent(file.webkitRelativePath || file.name),
        },
        body: file,
        signal,
      })
    const response = await sendAgain(send, signal)
    const body = (await response.json()) as UploadedFile & { error?: Problem }
    if (body.error) throw new ProblemError(body.error, response.status)
    root = body.root
    sent += file.size
    onProgress(sent, total)
  }
  return root
}
