/** `YYYY-MM-DD HH:MM:SS,mmm` in UTC: the time format of the official inference server's log. */
export function formatLogTime(at: Date): string {
  return at.toISOString().replace('T', ' ').replace('.', ',').slice(0, 23)
}
