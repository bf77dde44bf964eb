/** `scorepoint-2026-11-22-0140.tar`: the name of a backup made at this minute (UTC). */
export function backupName(at = new Date()): string {
  const [date = '', time = ''] = at.toISOString().split('T')
  return `scorepoint-${date}-${time.slice(0, 5).replace(':', '')}.tar`
}
