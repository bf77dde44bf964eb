import { passLogPart } from '@/lib/server/pass-log-part'

/** Rows of a view by number. */
export const GET = passLogPart('lines')
