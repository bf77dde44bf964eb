'use server'

import { z } from 'zod'
import { defineAction } from '@/lib/server/define-action'
import { deployRequestSchema, startDeployJob } from '@/lib/server/deploy-job'
import { checkDeploymentFiles } from '@/lib/server/deployment-files'

/** Journals and starts a deploy job; answers at once. */
export const deployAction = defineAction(deployRequestSchema, startDeployJob)

/** Looks at the files a deployment YAML names. */
export const checkFilesAction = defineAction(
  z.object({ yaml: z.string().max(262_144), baseDir: z.string().optional(), endpoint: z.string() }),
  async (input) => checkDeploymentFiles(input.yaml, input.baseDir),
)
