import { defineRoute } from '@/lib/server/define-route'
import { downloadBackup } from '@/lib/server/remove-everything'

/** Both databases as one tar file, for the browser's download folder. */
export const GET = defineRoute(() => downloadBackup())
