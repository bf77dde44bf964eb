'use server'

import { z } from 'zod'
import { saveQuota } from '@/lib/arm/quota'
import { quotaSettingsSchema } from '@/lib/contract/quota'
import { getConnection } from '@/lib/server/connection'
import { defineAction } from '@/lib/server/define-action'
import { fetchPrices, priceQuestionSchema, priceTextSchema, removePrices, savePrices } from '@/lib/server/prices'

export const saveQuotaAction = defineAction(quotaSettingsSchema, (input) => saveQuota(getConnection(), input))
export const savePricesAction = defineAction(priceTextSchema, (input) => savePrices(input.text))
export const fetchPricesAction = defineAction(priceQuestionSchema, (input) => fetchPrices(input))
export const removePricesAction = defineAction(z.strictObject({}), () => removePrices())
