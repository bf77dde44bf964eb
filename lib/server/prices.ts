import 'server-only'
import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import {
  currencySchema,
  type PriceFile,
  type PriceReport,
  priceFileSchema,
  type RetailPage,
  regionSchema,
  retailPageSchema,
} from '@/lib/contract/prices'
import { hourlyPrices, retailQueries } from '@/lib/domain/cost/retail-prices'
import { ProblemError } from '@/lib/problems/problem'
import { studioEnv } from '@/lib/server/env'

/** A file with every size of every region would still be smaller. */
const maxFileBytes = 512 * 1024
const maxPageBytes = 8 * 1024 * 1024
/** Pages of one question; the list of fifteen sizes has two or three. */
const maxPages = 20
const pageTimeoutMs = 20_000

export const priceTextSchema = z.strictObject({ text: z.string().max(maxFileBytes) })
export const priceQuestionSchema = z.strictObject({ region: regionSchema, currency: currencySchema })

function refuse(message: string, target: string, code: 'Studio.PriceFile' | 'Studio.PriceList', retryable = false): ProblemError {
  return new ProblemError(
    { code, message, target, origin: code === 'Studio.PriceFile' ? 'input' : 'studio', retryable },
    retryable ? 502 : 400,
  )
}

/** Text of a price file, checked. @throws ProblemError `Studio.PriceFile` naming the field */
function parsePrices(text: string): PriceFile {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    throw refuse(`The price file is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`, 'JSON', 'Studio.PriceFile')
  }
  const parsed = priceFileSchema.safeParse(data)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.map(String).join('.') || 'the file'
  throw refuse(`The price file cannot be used: ${field}: ${issue?.message ?? 'it does not fit'}.`, field, 'Studio.PriceFile')
}

/** What is known about prices now; a file that cannot be read is told, never used in part. */
export async function priceReport(): Promise<PriceReport> {
  const { layout, pricesUrl } = studioEnv()
  const told = { path: layout.prices, address: pricesUrl }
  try {
    if ((await stat(layout.prices)).size > maxFileBytes)
      return { ...told, unusable: { message: `The price file is larger than ${maxFileBytes} bytes.`, target: `> ${maxFileBytes} B` } }
    return { ...told, prices: parsePrices(await readFile(layout.prices, 'utf8')) }
  } catch (error) {
    if (error instanceof ProblemError) {
      const { message, target } = error.problem
      return { ...told, unusable: { message, ...(target ? { target } : {}) } }
    }
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return told
    return {
      ...told,
      unusable: {
        message: `The price file cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
        target: layout.prices,
      },
    }
  }
}

async function write(prices: PriceFile): Promise<PriceReport> {
  const { layout } = studioEnv()
  const fresh = `${layout.prices}.${randomUUID()}.new`
  try {
    await writeFile(fresh, `${JSON.stringify(prices, undefined, 2)}\n`, { mode: 0o600 })
    await rename(fresh, layout.prices)
  } finally {
    await rm(fresh, { force: true })
  }
  return priceReport()
}

/** Takes over a file the person brought. @throws ProblemError `Studio.PriceFile`; the old file stays then */
export const savePrices = (text: string): Promise<PriceReport> => write(parsePrices(text))

/** Prices are unknown again. */
export async function removePrices(): Promise<PriceReport> {
  await rm(studioEnv().layout.prices, { force: true })
  return priceReport()
}

async function readPage(address: URL): Promise<RetailPage> {
  let response: Response
  try {
    response = await fetch(address, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(pageTimeoutMs),
    })
  } catch (error) {
    const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error)
    throw refuse(
      `The price list at ${address.origin} cannot be reached (${cause}). Without a network, bring a price file instead.`,
      address.origin,
      'Studio.PriceList',
      true,
    )
  }
  if (!response.ok)
    throw refuse(
      `The price list at ${address.origin} answered with status ${response.status}.`,
      `${address.origin} (${response.status})`,
      'Studio.PriceList',
      true,
    )
  const page = retailPageSchema.safeParse(readJson(await readBody(response, address)))
  if (!page.success)
    throw refuse(
      `The price list at ${address.origin} answered something that is no page of prices.`,
      address.origin,
      'Studio.PriceList',
      true,
    )
  return page.data
}

async function readBody(response: Response, address: URL): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true })
    if (text.length > maxPageBytes)
      throw refuse(
        `The price list at ${address.origin} answered more than ${maxPageBytes} bytes.`,
        address.origin,
        'Studio.PriceList',
        true,
      )
  }
  return text + decoder.decode()
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the schema then says no.
    return undefined
  }
}

/**
 * Asks the public retail price list for every size of the list and keeps the answer with today's date.
 * Doc: https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
 * @throws ProblemError `Studio.PriceList`; the old file stays then
 */
export async function fetchPrices({ region, currency }: z.infer<typeof priceQuestionSchema>): Promise<PriceReport> {
  const list = new URL(studioEnv().pricesUrl)
  const pages: RetailPage[] = []
  for (const query of retailQueries(region, currency)) {
    let next: URL | undefined = new URL(`${list.href}?${query}`)
    for (let count = 0; next && count < maxPages; count += 1) {
      const page: RetailPage = await readPage(next)
      pages.push(page)
      next = followUp(page.NextPageLink, list)
    }
  }
  const hourly = hourlyPrices(pages, region, currency)
  if (Object.keys(hourly).length === 0)
    throw refuse(
      `The price list knows no prices for the region ${region} in ${currency}. Check both.`,
      `${region}, ${currency}`,
      'Studio.PriceList',
    )
  return write({ format: 'scorepoint-prices/1', asOf: new Date().toISOString().slice(0, 10), source: list.href, region, currency, hourly })
}

/** The next page lies at the same place, or is not followed; the list writes its port out (`:443`), which URL leaves away. */
function followUp(link: string | null | undefined, list: URL): URL | undefined {
  if (!link || !URL.canParse(link)) return undefined
  const next = new URL(link)
  return next.origin === list.origin && next.pathname === list.pathname ? next : undefined
}
