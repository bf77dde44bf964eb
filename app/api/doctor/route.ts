import { doctor } from '@/lib/arm/status'
import { getConnection } from '@/lib/server/connection'
import { defineRoute } from '@/lib/server/define-route'

/** DoctorReport of this computer. */
export const GET = defineRoute(async (request) => Response.json(await doctor(getConnection(), request.signal)))
