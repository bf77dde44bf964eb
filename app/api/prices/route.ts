import { defineRoute } from '@/lib/server/define-route'
import { priceReport } from '@/lib/server/prices'

/** Prices of VM sizes, as the person brought or fetched them. */
export const GET = defineRoute(async () => Response.json(await priceReport()))
