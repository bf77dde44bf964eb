import { passLogPart } from '@/lib/server/pass-log-part'

/** What the inference server wrote while it worked on one request. */
export const GET = passLogPart('request')
