import { type ExportFiles, exportFormats } from '@/lib/domain/export/source'

function save(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser has taken it by the next task.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}

/** Saves one text; of a path the last part is its name. */
export function downloadText(path: string, text: string): void {
  save(path.split('/').at(-1) ?? path, new Blob([text], { type: 'text/plain;charset=utf-8' }))
}

/** Saves the files of all formats as one zip, a folder for each. */
export async function downloadZip(name: string, files: ExportFiles): Promise<void> {
  const { makeZip } = await import('client-zip')
  const lastModified = new Date()
  const entries = exportFormats.flatMap((format) =>
    files[format].map((file) => ({ name: `${format}/${file.name}`, input: file.text, lastModified })),
  )
  save(name, await new Response(makeZip(entries)).blob())
}
