/**
 * What is known about Python environments as of a date. Each row says where it comes from; a newer table is a new file beside this one.
 * Ranges are pip's, `min` and `max` compare release numbers.
 */

export const asOf = '2026-11-22'

/** Minor version of Python 3 → end of its support. Source: devguide.python.org/versions. */
export const endOfPython: Readonly<Record<number, string>> = {
  5: '2020-09-30',
  6: '2021-12-23',
  7: '2023-06-27',
  8: '2024-10-07',
  9: '2025-10-31',
  10: '2026-10-31',
  11: '2027-10-31',
  12: '2028-10-31',
  13: '2029-10-31',
  14: '2030-10-31',
}

/** Minors the inference server runs on. Source: classifiers of azureml-inference-server-http 1.5.1. */
export const serverPython = { min: 9, max: 12 } as const

export interface KnownPair {
  id: string
  /** Package whose line is marked, and the versions it is about. */
  name: string
  below?: string
  from?: string
  /** Only when it comes from pip: conda's own builds limit their dependencies. */
  pipOnly?: boolean
  /** The other package: `allows` = some allowed version is this or later, also when it is not listed; `needs` = it must be listed. */
  other: { name: string; allows: string; isListed?: boolean }
  because: string
  /** What to write for the other package. */
  fix: string
  source: string
}

export const knownBadPairs: readonly KnownPair[] = [
  {
    id: 'flask-2-old-server',
    name: 'azureml-inference-server-http',
    below: '0.7',
    other: { name: 'flask', allows: '2.0', isListed: true },
    because: 'the server before 0.7 cannot register its routes with Flask 2 (register() takes 3 positional arguments but 4 were given)',
    fix: 'azureml-inference-server-http>=1.4',
    source: 'https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints',
  },
  {
    id: 'flask-2-old-defaults',
    name: 'azureml-defaults',
    below: '1.44',
    other: { name: 'flask', allows: '2.0', isListed: true },
    because: 'azureml-defaults before 1.44 brings a server that cannot run with Flask 2',
    fix: 'azureml-inference-server-http>=1.4',
    source: 'https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints',
  },
  {
    id: 'pydantic-2-old-server',
    name: 'azureml-inference-server-http',
    below: '1.1',
    other: { name: 'pydantic', allows: '2.0', isListed: true },
    because: 'the server takes Pydantic 2 since 1.1',
    fix: 'azureml-inference-server-http>=1.4',
    source: 'CHANGELOG and metadata of azureml-inference-server-http',
  },
  ...numpyTwo('scikit-learn', '1.4.2', '1.3.1'),
  ...numpyTwo('pandas', '2.2.2', '2.1.2'),
  ...numpyTwo('scipy', '1.13.0'),
  ...numpyTwo('onnxruntime', '1.19.0', '1.18.1'),
  ...numpyTwo('numba', '0.60.0'),
  ...numpyTwo('tensorflow', '2.18.0', '2.12.0'),
  // torch brings no numpy by itself.
  ...numpyTwo('torch', '2.3.0'),
  {
    id: 'jinja2-markupsafe',
    name: 'jinja2',
    below: '3.0',
    other: { name: 'markupsafe', allows: '2.1' },
    because: 'Jinja2 before 3.0 imports soft_unicode, which MarkupSafe 2.1 no longer has',
    fix: 'markupsafe<2.1',
    source: 'https://github.com/pallets/markupsafe/issues/282',
  },
  {
    id: 'flask-1-itsdangerous',
    name: 'flask',
    below: '1.1.3',
    other: { name: 'itsdangerous', allows: '2.1' },
    because: 'Flask before 1.1.3 imports json from itsdangerous, which 2.1 no longer has',
    fix: 'itsdangerous<2.1',
    source: 'https://github.com/pallets/flask/issues/4455',
  },
  {
    id: 'flask-2-werkzeug-3',
    name: 'flask',
    below: '2.2.5',
    from: '2.0',
    other: { name: 'werkzeug', allows: '3.0' },
    because: 'Flask 2.0 to 2.2 imports url_quote, which Werkzeug 3 no longer has',
    fix: 'werkzeug<3',
    source: 'https://github.com/pallets/flask/issues/5279',
  },
  {
    id: 'tensorflow-protobuf-4',
    name: 'tensorflow',
    below: '2.12',
    other: { name: 'protobuf', allows: '4.0', isListed: true },
    because: 'TensorFlow before 2.12 was generated for protobuf 3 (Descriptors cannot be created directly)',
    fix: 'protobuf<4',
    source: 'https://protobuf.dev/news/2022-05-06/',
  },
] as const

/** Wheels built for numpy 1 fail with numpy 2 (numpy.dtype size changed); `limits` = since when the package itself forbids it; absent = always. */
function numpyTwo(name: string, since: string, limits?: string): KnownPair[] {
  const because = `${name} before ${since} was built for numpy 1 and fails with numpy 2 (numpy.dtype size changed)`
  const source = 'https://numpy.org/devdocs/numpy_2_0_migration_guide.html and the release notes of the package'
  const row = { name, because, fix: 'numpy<2', source }
  return [
    { ...row, id: `numpy-2-${name}`, below: since, other: { name: 'numpy', allows: '2.0', isListed: true } },
    ...(limits ? [{ ...row, id: `numpy-2-${name}-open`, below: limits, pipOnly: true, other: { name: 'numpy', allows: '2.0' } }] : []),
  ]
}

/**
 * First release with wheels for a minor of Python on Linux (x86_64): older ones would be compiled. Source: the files of each package on PyPI,
 * read on 2026-11-22; withdrawn files and pre-releases are left out.
 */
export const firstWheels: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  numpy: { 9: '1.19.3', 10: '1.21.2', 11: '1.23.2', 12: '1.26.0', 13: '2.1.0', 14: '2.3.2' },
  pandas: { 9: '1.1.3', 10: '1.3.3', 11: '1.5.0', 12: '2.1.1', 13: '2.2.3', 14: '2.3.3' },
  scipy: { 9: '1.5.4', 10: '1.7.2', 11: '1.9.2', 12: '1.11.2', 13: '1.14.1', 14: '1.16.1' },
  'scikit-learn': { 9: '0.24.0', 10: '1.0.2', 11: '1.1.3', 12: '1.3.1', 13: '1.5.2', 14: '1.7.2' },
  pyarrow: { 9: '3.0.0', 10: '6.0.0', 11: '10.0.1', 12: '14.0.0', 13: '18.0.0', 14: '22.0.0' },
  pillow: { 9: '8.0.0', 10: '8.3.2', 11: '9.2.0', 12: '10.0.0', 13: '10.4.0', 14: '11.3.0' },
  numba: { 9: '0.53.0', 10: '0.55.0', 11: '0.57.0', 12: '0.59.0', 13: '0.61.0', 14: '0.63.0' },
  shap: { 9: '0.40.0', 10: '0.41.0', 11: '0.42.0', 12: '0.45.0', 13: '0.48.0', 14: '0.50.0' },
}

/**
 * First release there is for a minor of Python at all: these packages publish no sources to compile, so an older one cannot be installed.
 * Read as above.
 */
export const firstReleases: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  torch: { 9: '1.7.1', 10: '1.11.0', 11: '1.13.0', 12: '2.2.0', 13: '2.5.0', 14: '2.9.0' },
  onnxruntime: { 9: '1.7.0', 10: '1.12.0', 11: '1.15.0', 12: '1.17.0', 13: '1.20.0', 14: '1.24.1' },
  tensorflow: { 9: '2.5.0', 10: '2.8.0', 11: '2.12.0', 12: '2.16.1', 13: '2.20.0' },
}

/** Releases the samples run with: proposed as pins where somebody writes a conda file. Source: their own files, which a test compares. */
export const sampleVersions: Readonly<Record<string, string>> = {
  'azureml-inference-server-http': '1.5.1',
  numpy: '2.3.1',
  pandas: '2.3.0',
  'scikit-learn': '1.7.0',
  scipy: '1.16.0',
  joblib: '1.5.1',
  mlflow: '3.1.4',
  cloudpickle: '3.1.2',
}

/** The server brings and limits these itself. Source: troubleshooting of the inference HTTP server. */
export const leaveToServer: readonly string[] = ['flask', 'jinja2', 'itsdangerous', 'werkzeug', 'markupsafe', 'click']

/** Still works; what to use instead. Source: how-to-inference-server-http and the notes of SDK v1's retirement. */
export const outdated: Readonly<Record<string, { instead: string; because: string }>> = {
  'azureml-defaults': {
    instead: 'azureml-inference-server-http',
    because: 'it still works, but brings the SDK v1 and much that serving does not need',
  },
  'azureml-contrib-services': {
    instead: 'azureml-inference-server-http',
    because: 'its request and response classes moved into the server',
  },
  sklearn: { instead: 'scikit-learn', because: 'the name sklearn on PyPI is an empty, refused package' },
  'tensorflow-gpu': { instead: 'tensorflow', because: 'tensorflow-gpu was removed from PyPI; tensorflow contains the GPU build' },
  'opencv-python': {
    instead: 'opencv-python-headless',
    because: 'it needs the system library libGL, which serving images do not have',
  },
}

/** Releases of the server before this have another log format and no support. */
export const oldServer = '0.8'

/** Registries that give images to anybody, and Azure's own kind. */
export const openRegistries =
  /^(docker\.io|index\.docker\.io|mcr\.microsoft\.com|ghcr\.io|quay\.io|gcr\.io|[a-z-]+\.gcr\.io|nvcr\.io|public\.ecr\.aws|registry\.k8s\.io|[a-z0-9]+\.azurecr\.(io|cn|us))$/
