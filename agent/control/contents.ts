import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ResolvedEnvironment } from '@/agent/environments/environment'
import { installedPackages, readMarker } from '@/agent/environments/environment-folder'
import { findMlflowModel } from '@/agent/mlflow/mlflow-folder'
import type { ControlStore } from '@/agent/store/control-store'
import type { DeploymentRecord } from '@/agent/store/records'
import type { DeploymentContents, FileTree } from '@/lib/contract/contents'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { mlflowSampleRequest } from '@/lib/domain/mlflow/sample-request'

const shownFiles = 500
/** Far above what an asset may hold; a bound for walking a folder. */
const countedFiles = 20_000

/** Paths of the files below a folder, sorted, `/`-separated, at most `limit`; an absent folder is empty. Links are not followed. */
export function filesBelow(root: string, limit: number): string[] {
  const found: string[] = []
  const visit = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (found.length >= limit) return
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      if (entry.isDirectory()) visit(join(folder, entry.name), path)
      else if (entry.isFile()) found.push(path)
    }
  }
  if (existsSync(root)) visit(root, '')
  return found.sort((a, b) => (a < b ? -1 : 1))
}

/** The files below a folder: all counted, the first listed. An absent folder is empty. */
export function fileTree(root: string): FileTree {
  const found = filesBelow(root, countedFiles).map((path) => ({ path, sizeBytes: statSync(join(root, path)).size }))
  return {
    files: found.slice(0, shownFiles),
    fileCount: found.length,
    totalBytes: found.reduce((sum, file) => sum + file.sizeBytes, 0),
  }
}

/** A body that an MLflow model takes, from its registered files. */
function sampleOf(modelPath: string | undefined): { sampleRequest?: string } {
  const found = modelPath === undefined || !existsSync(modelPath) ? undefined : findMlflowModel(modelPath)
  const sampleRequest = found && mlflowSampleRequest(found.facts, found.example)
  return sampleRequest === undefined ? {} : { sampleRequest }
}

function environmentFacts(resolved: ResolvedEnvironment) {
  if (resolved.kind === 'image') {
    const { reference, base, dockerfile } = resolved
    return {
      image: { reference, asked: base.asked, used: base.used, ...(dockerfile === undefined ? {} : { dockerfile }) },
      requirements: [],
    }
  }
  const { pythonVersion, requirements, torch } = resolved
  return { pythonVersion, requirements, ...(torch === undefined ? {} : { torch: torch.channel }) }
}

/** Model, code and environment of the generation that serves, else of the newest one; undefined parts were not resolved yet. */
export function deploymentContents(store: ControlStore, layout: HomeLayout, deployment: DeploymentRecord): DeploymentContents {
  const generation = deployment.observedGeneration || deployment.generation
  const { model, code, mlflow, environment, resolvedEnvironment } = store.resources.revision(deployment.uid, generation)?.resolved ?? {}
  const staged = store.instances.of(deployment.uid).find((one) => one.generation === generation && one.spec?.modelDir !== undefined)
  const modelDir = staged?.spec?.modelDir
  const marker = resolvedEnvironment && readMarker(join(layout.env, resolvedEnvironment.hash))
  return {
    generation,
    ...(model === undefined
      ? {}
      : {
          model: {
            name: model.name,
            version: model.version,
            unpacked: model.unpack === true,
            ...(modelDir === undefined ? {} : { modelDir }),
            // The staged copy may differ: archives were unpacked there.
            ...fileTree(modelDir !== undefined && existsSync(modelDir) ? modelDir : model.path),
          },
        }),
    ...(code === undefined
      ? {}
      : { code: { folder: code.folderName, scoringScript: code.scoringScript, hash: basename(code.path), ...fileTree(code.path) } }),
    ...(mlflow === undefined ? {} : { mlflow: { folder: mlflow.folder, ...sampleOf(model?.path) } }),
    ...(resolvedEnvironment === undefined
      ? {}
      : {
          environment: {
            hash: resolvedEnvironment.hash,
            display: environment?.display ?? '',
            ...environmentFacts(resolvedEnvironment),
            ...(marker === undefined
              ? {}
              : {
                  packages: marker.packages,
                  serverVersion: marker.serverVersion,
                  installed: Object.fromEntries(installedPackages(join(layout.env, resolvedEnvironment.hash))),
                }),
          },
        }),
  }
}
