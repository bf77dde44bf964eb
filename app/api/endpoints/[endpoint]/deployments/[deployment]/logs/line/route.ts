import { passLogPart } from '@/lib/server/pass-log-part'

/** One whole line, however long. */
export const GET = passLogPart('line')
