import { passLogPart } from '@/lib/server/pass-log-part'

/** The lines that continue an entry: a traceback that is folded in the list. */
export const GET = passLogPart('entry')
