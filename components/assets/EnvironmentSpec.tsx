'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Checkbox } from '@/components/ui/Checkbox'
import { RadioCards } from '@/components/ui/RadioCards'
import { TextArea } from '@/components/ui/TextArea'
import { TextField } from '@/components/ui/TextField'
import { type RouteKey, startingRoutes } from '@/components/wizard/environment-source'
import { PathField } from '@/components/wizard/PathField'
import { RouteGrid } from '@/components/wizard/RouteGrid'
import { defaultDockerfile } from '@/lib/contract/yaml/environment'
import { baseImages } from '@/lib/domain/limits/base-images'

const sources = ['image', 'build'] as const
const starterConda =
  'name: model-env\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - azureml-inference-server-http\n'

/** What an environment is made of, as it is typed. */
export interface EnvironmentSpec {
  source: (typeof sources)[number]
  image: string
  conda: string
  /** Folder with the Dockerfile. */
  path: string
  dockerfile: string
  /** The container brings its own server, asked at `routes`. */
  ownServer: boolean
  routes: Record<RouteKey, { port: number; path: string }>
}

export const startingSpec: EnvironmentSpec = {
  source: 'image',
  image: baseImages[0],
  conda: starterConda,
  path: '',
  dockerfile: '',
  ownServer: false,
  routes: startingRoutes,
}

const isRoute = ({ port, path }: { port: number; path: string }) =>
  Number.isInteger(port) && port >= 1 && port <= 65_535 && path.startsWith('/')

/** Which parts cannot be sent; the dialog says why. */
export function specFaults(spec: EnvironmentSpec): { path: boolean; image: boolean; routes: boolean; dockerfile: boolean } {
  const { source, image, conda, path, dockerfile, ownServer, routes } = spec
  return {
    path: source === 'build' && path === '',
    image: source === 'image' && image === '' && (ownServer || conda.trim() === ''),
    routes: ownServer && !Object.values(routes).every(isRoute),
    dockerfile: source === 'build' && (dockerfile.startsWith('/') || dockerfile.split('/').includes('..')),
  }
}

/** The part of a registration the spec says. */
export function specInput({ source, image, conda, path, dockerfile, ownServer, routes }: EnvironmentSpec) {
  const { liveness_route: livenessRoute, readiness_route: readinessRoute, scoring_route: scoringRoute } = routes
  const made =
    source === 'build'
      ? { buildPath: path, ...(dockerfile ? { dockerfilePath: dockerfile } : {}) }
      : { ...(image ? { image } : {}), ...(conda.trim() && !ownServer ? { condaFile: conda } : {}) }
  return { ...made, ...(ownServer ? { inferenceConfig: { livenessRoute, readinessRoute, scoringRoute } } : {}) }
}

/** Fields of an environment: image and conda file or a Dockerfile, and the routes of a container with a server of its own. */
export function EnvironmentSpecFields(props: {
  spec: EnvironmentSpec
  onChange: (part: Partial<EnvironmentSpec>) => void
  onBlur: (field: string) => void
  error: (field: 'path' | 'image' | 'routes' | 'dockerfile') => ReactNode
}) {
  const t = useTranslations('assets')
  const { spec, onChange, onBlur, error } = props
  const route = (key: RouteKey, part: Partial<{ port: number; path: string }>) =>
    onChange({ routes: { ...spec.routes, [key]: { ...spec.routes[key], ...part } } })
  return (
    <>
      <RadioCards
        label={t('madeOf')}
        layout="chips"
        value={spec.source}
        onChange={(source) => onChange({ source })}
        options={sources.map((value) => ({ value, title: t(`source.${value}`) }))}
      />
      {spec.source === 'image' ? (
        <TextField
          label={t('image')}
          description={t('imageHelp')}
          value={spec.image}
          onChange={(image) => onChange({ image })}
          onBlur={() => onBlur('image')}
          error={error('image')}
          mono
        />
      ) : (
        <>
          <PathField
            label={t('context')}
            description={t('contextHelp')}
            kind="folder"
            value={spec.path}
            onChange={(path) => onChange({ path })}
            onBlur={() => onBlur('path')}
            baseDir={undefined}
            error={error('path')}
            isRequired
          />
          <TextField
            label={t('dockerfile')}
            description={t('dockerfileHelp')}
            placeholder={defaultDockerfile}
            value={spec.dockerfile}
            onChange={(dockerfile) => onChange({ dockerfile })}
            onBlur={() => onBlur('dockerfile')}
            error={error('dockerfile')}
            mono
          />
        </>
      )}
      <Checkbox isSelected={spec.ownServer} onChange={(ownServer) => onChange({ ownServer })} description={t('ownServerHelp')}>
        {t('ownServer')}
      </Checkbox>
      {spec.ownServer ? (
        <div className="grid gap-3">
          <RouteGrid
            port={(key) => spec.routes[key].port}
            path={(key) => spec.routes[key].path}
            onPort={(key, port) => route(key, { port })}
            onPath={(key, path) => route(key, { path })}
            onBlur={() => onBlur('routes')}
            error={(key) => (isRoute(spec.routes[key]) ? undefined : error('routes'))}
          />
        </div>
      ) : spec.source === 'image' ? (
        <TextArea
          label={t('conda')}
          description={t('condaHelp')}
          value={spec.conda}
          onChange={(conda) => onChange({ conda })}
          rows={10}
          mono
          spellCheck="false"
        />
      ) : null}
    </>
  )
}
