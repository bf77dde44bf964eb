import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { containerVariables } from '@/agent/runtimes/docker/container-variables'
import { containerName, initializerBody, portsOf, serverBody } from '@/agent/runtimes/docker/create-body'
import type { ContainerPart, InstanceSpec } from '@/agent/runtimes/runtime'

const owner = { agentId: '0123-agent', id: 'e.blue.1.0', endpoint: 'e', deployment: 'blue', generation: 1 }
const route = fc.record({ path: fc.string(), port: fc.integer({ min: 1, max: 65_535 }) })
const anyContainer: fc.Arbitrary<ContainerPart> = fc.record(
  {
    imageId: fc.string(),
    image: fc.string(),
    command: fc.array(fc.string()),
    pythonBin: fc.string(),
    routes: fc.record({ liveness: route, readiness: route, scoring: route }),
    modelsAt: fc.string(),
    codeAt: fc.string(),
    gpus: fc.integer({ min: -1, max: 8 }),
  },
  { requiredKeys: ['imageId', 'image', 'routes'] },
)
const allowed = {
  body: ['Image', 'Cmd', 'Env', 'Labels', 'Tty', 'OpenStdin', 'StopTimeout', 'Healthcheck', 'ExposedPorts', 'HostConfig'],
  initializer: ['Image', 'Entrypoint', 'Cmd', 'Env', 'Labels', 'Tty', 'OpenStdin', 'NetworkDisabled', 'Healthcheck', 'HostConfig'],
  host: [
    'CapDrop',
    'SecurityOpt',
    'RestartPolicy',
    'LogConfig',
    'Init',
    'PidsLimit',
    'ShmSize',
    'NanoCpus',
    'Memory',
    'MemorySwap',
    'PortBindings',
    'Mounts',
    'DeviceRequests',
    'NetworkMode',
  ],
}

interface Body {
  HostConfig: Record<string, unknown> & { Mounts: { Type: string; Source: string }[]; PortBindings?: Record<string, unknown> }
  ExposedPorts?: object
}

describe('whatever a deployment asks for', () => {
  it('its container gets nothing of the host but loopback ports, and no right', () => {
    fc.assert(
      fc.property(anyContainer, fc.dictionary(fc.string(), fc.string()), fc.boolean(), (container, variables, gpu) => {
        const body = serverBody({ owner, container, variables, cores: 64, memoryBytes: 2 ** 30, limits: { cpus: 2, gpu } }) as Body
        expect(Object.keys(body).filter((key) => !allowed.body.includes(key))).toEqual([])
        expect(Object.keys(body.HostConfig).filter((key) => !allowed.host.includes(key))).toEqual([])
        expect(body.HostConfig).toMatchObject({
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges'],
          RestartPolicy: { Name: 'no' },
          NanoCpus: 2e9,
          Memory: 2 ** 30,
          MemorySwap: 2 ** 30,
        })
        expect(Object.values(body.HostConfig.PortBindings ?? {})).toEqual(
          portsOf(container).map(() => [{ HostIp: '127.0.0.1', HostPort: '' }]),
        )
        for (const mount of body.HostConfig.Mounts) {
          expect(mount).toMatchObject({ Type: 'volume', ReadOnly: true, VolumeOptions: { NoCopy: true } })
          expect(mount.Source).toMatch(/^scorepoint-e\.blue\.1\.0-0123agen-(models|code)$/)
        }
        expect('DeviceRequests' in body.HostConfig).toBe(gpu && Boolean(container.gpus))
      }),
    )
  })

  it('its storage initializer has no network and publishes nothing', () => {
    fc.assert(
      fc.property(anyContainer, (container) => {
        const body = initializerBody(owner, container, 'true') as Body
        expect(Object.keys(body).filter((key) => !allowed.initializer.includes(key))).toEqual([])
        expect(Object.keys(body.HostConfig).filter((key) => !allowed.host.includes(key))).toEqual([])
        expect(body).toMatchObject({ NetworkDisabled: true, HostConfig: { NetworkMode: 'none', CapDrop: ['ALL'] } })
        expect([body.ExposedPorts, body.HostConfig.PortBindings]).toEqual([undefined, undefined])
      }),
    )
  })
})

it('names are those of the instance, one per installation', () => {
  expect(containerName('0123-agent', 'e.blue.1.0', 'inference-server')).toBe('scorepoint-e.blue.1.0-0123agen')
  expect(containerName('0123-agent', 'a-b.c.1.0', 'inference-server')).not.toBe(
    containerName('0123-agent', 'a.b-c.1.0', 'inference-server'),
  )
  expect(containerName('other-agent', 'e.blue.1.0', 'inference-server')).not.toBe(
    containerName('0123-agent', 'e.blue.1.0', 'inference-server'),
  )
})

it('the variables of the user win over the platform’s, and nothing of the host is among them', () => {
  const routes = { path: '/', port: 5001 }
  const spec: InstanceSpec = {
    id: owner.id,
    endpoint: 'e',
    deployment: 'blue',
    generation: 1,
    index: 0,
    instanceDir: '/nowhere',
    modelDir: '/var/azureml-app/azureml-models/m/1',
    appRoot: '/var/azureml-app/src',
    entryScript: 'score.py',
    python: '',
    environmentVariables: { AZUREML_ENTRY_SCRIPT: 'mine.py', OWN: '1' },
    requestTimeoutMs: 5000,
    cores: 4,
    logFile: '/nowhere.log',
    container: {
      imageId: 'sha256:x',
      image: 'x',
      pythonBin: '/opt/miniconda/envs/inf-conda-env/bin',
      routes: { liveness: routes, readiness: routes, scoring: routes },
    },
  }
  expect(containerVariables(spec, 2)).toEqual({
    AML_APP_ROOT: '/var/azureml-app/src',
    AZUREML_ENTRY_SCRIPT: 'mine.py',
    AZUREML_INFERENCE_PYTHON_PATH: '/opt/miniconda/envs/inf-conda-env/bin',
    AZUREML_MODEL_DIR: '/var/azureml-app/azureml-models/m/1',
    MKL_NUM_THREADS: '2',
    NUMEXPR_NUM_THREADS: '2',
    OMP_NUM_THREADS: '2',
    OPENBLAS_NUM_THREADS: '2',
    OWN: '1',
    PYTHONUNBUFFERED: '1',
    SCORING_TIMEOUT_MS: '5500',
  })
})
