'use server'

import { z } from 'zod'
import { projectIdSchema, projectPathSchema } from '@/lib/contract/project'
import { defineAction } from '@/lib/server/define-action'
import { copySample, newProject } from '@/lib/server/project-copies'
import { makeProjectFolder, removeProjectEntry, renameProjectEntry } from '@/lib/server/project-files'
import { importEndpoint, projectOfUpload } from '@/lib/server/project-import'
import { folderOfProject, forgetProject, openProject } from '@/lib/server/projects'

const pathText = z.string().min(1).max(4_096)
const place = { name: z.string().max(200), parent: pathText.optional() }

/** Opens a folder of this computer as a project. */
export const openProjectAction = defineAction(z.strictObject({ folder: pathText }), ({ folder }) => openProject(folder))

/** Takes a project out of the list; its files stay. */
export const forgetProjectAction = defineAction(z.strictObject({ id: projectIdSchema }), ({ id }) => forgetProject(id))

/** Copies a sample into a new folder and opens it. */
export const copySampleAction = defineAction(z.strictObject({ sample: z.string().max(100), ...place }), ({ sample, name, parent }) =>
  copySample(sample, name, parent),
)

/** A new project from a template, its endpoint named. */
export const newProjectAction = defineAction(
  z.strictObject({ template: z.string().max(100), endpoint: z.string().max(64).optional(), ...place }),
  newProject,
)

/** Writes a running endpoint with the files of its deployments into a new folder and opens it. */
export const importEndpointAction = defineAction(
  z.strictObject({ endpoint: z.string().max(64), deployment: z.string().max(64).optional(), ...place }),
  importEndpoint,
)

/** Makes a project of a folder the browser has uploaded. */
export const projectOfUploadAction = defineAction(z.strictObject({ path: pathText, ...place }), ({ path, name, parent }) =>
  projectOfUpload(path, name, parent),
)

const entry = { id: projectIdSchema, path: projectPathSchema.min(1) }

/** Makes a folder inside a project. */
export const makeFolderAction = defineAction(z.strictObject(entry), async ({ id, path }) =>
  makeProjectFolder(await folderOfProject(id), path),
)

/** Renames or moves a file or folder of a project. */
export const renameEntryAction = defineAction(
  z.strictObject({ id: projectIdSchema, from: projectPathSchema.min(1), to: projectPathSchema.min(1) }),
  async ({ id, from, to }) => renameProjectEntry(await folderOfProject(id), from, to),
)

/** Removes a file or folder of a project. */
export const removeEntryAction = defineAction(z.strictObject(entry), async ({ id, path }) =>
  removeProjectEntry(await folderOfProject(id), path),
)
