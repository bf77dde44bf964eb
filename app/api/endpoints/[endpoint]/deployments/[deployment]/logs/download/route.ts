import { passLogDownload } from '@/lib/server/pass-log-part'

/** Every line of the view, or every match, as a text file. */
export const GET = passLogDownload()
