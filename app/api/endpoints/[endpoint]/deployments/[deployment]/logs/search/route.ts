import { passLogStream } from '@/lib/server/pass-log-part'

/** Numbers of matching lines, the newest first, as they are found. */
export const GET = passLogStream('search')
