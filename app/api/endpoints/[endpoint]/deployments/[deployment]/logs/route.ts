import { passLogPart } from '@/lib/server/pass-log-part'

/** A numbered view of the merged log: its size, counts and last rows, or those around a line. */
export const GET = passLogPart('')
