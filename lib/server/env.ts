import 'server-only'
import { z } from 'zod'
import { studioHome } from '@/lib/db/studio-home'
import { type HomeLayout, homeLayout } from '@/lib/domain/home-layout'

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback)

const schema = z.object({
  SCOREPOINT_PORT: port(3000),
  SCOREPOINT_AGENT_PORT: port(7443),
  SCOREPOINT_SCORING_PORT: port(7080),
  /** Longest scoring request, the router's setting too. */
  SCOREPOINT_MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(100 * 1024 * 1024),
  /** Sign-in token, any non-empty string. */
  SCOREPOINT_TOKEN: z.string().optional(),
  /** The folder `npm start` ran in: local paths are read from it and from the home folder. */
  SCOREPOINT_START_DIR: z.string().optional(),
  /** Where the public price list of VM sizes is asked for, on request only. */
  SCOREPOINT_PRICES_URL: z.url({ protocol: /^https?$/ }).default('https://prices.azure.com/api/retail/prices'),
})

export interface StudioEnv {
  layout: HomeLayout
  port: number
  agentUrl: string
  scoringPort: number
  maxScoringBodyBytes: number
  token?: string
  startDir: string
  pricesUrl: string
}

/** The studio's settings. Read at the time of use, so nothing of them is frozen into a build. */
export function studioEnv(): StudioEnv {
  const env = schema.parse(process.env)
  return {
    layout: homeLayout(studioHome()),
    port: env.SCOREPOINT_PORT,
    agentUrl: `https://127.0.0.1:${env.SCOREPOINT_AGENT_PORT}`,
    scoringPort: env.SCOREPOINT_SCORING_PORT,
    maxScoringBodyBytes: env.SCOREPOINT_MAX_BODY_BYTES,
    ...(env.SCOREPOINT_TOKEN ? { token: env.SCOREPOINT_TOKEN } : {}),
    startDir: env.SCOREPOINT_START_DIR ?? process.cwd(),
    pricesUrl: env.SCOREPOINT_PRICES_URL,
  }
}
