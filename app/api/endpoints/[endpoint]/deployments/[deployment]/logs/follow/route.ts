import { passLogStream } from '@/lib/server/pass-log-part'

/** The view whenever it changes; after a lost connection the browser resumes behind its Last-Event-ID. */
export const GET = passLogStream('follow')
