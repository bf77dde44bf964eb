import { describe, expect, it } from 'vitest'
import { explainFailure } from './explain'
import { readStackDump, readTracebacks } from './traceback'

const prefix = '2026-11-21 10:00:00,123 '
const appRoot = '/home/me/.scorepoint/instances/a/code'
const modelDir = '/home/me/.scorepoint/instances/a/azureml-models/m/1'
const server = '/env/lib/python3.11/site-packages/azureml_inference_server_http/server'

/** A log as the server writes it when init() raises `exception`, with the user's frames given. */
function initLog(frames: [file: string, line: number, name: string][], exception: string, before: string[] = []): string[] {
  return [
    ...before,
    `${prefix}I [7] azmlinfsrv.user_script - Invoking user's init function`,
    `${prefix}E [7] azmlinfsrv - User's init function failed`,
    `${prefix}E [7] azmlinfsrv - Encountered Exception Traceback (most recent call last):`,
    `  File "${server}/user_script.py", line 117, in invoke_init`,
    '    self._user_init()',
    ...frames.flatMap(([file, line, name]) => [`  File "${file}", line ${line}, in ${name}`, '    source', '    ~~~~^^^']),
    exception,
    '',
    'The above exception was the direct cause of the following exception:',
    '',
    'Traceback (most recent call last):',
    `  File "${server}/aml_blueprint.py", line 116, in setup`,
    '    self.user_script.invoke_init()',
    `  File "${server}/user_script.py", line 119, in invoke_init`,
    '    raise UserScriptException(ex) from ex',
    'azureml_inference_server_http.server.user_script.UserScriptException: Caught an unhandled exception from the user script',
    '',
    `${prefix}E [6] gunicorn.error - Worker (pid:7) exited with code 3.`,
  ]
}
const explain = (lines: string[], more: object = {}) =>
  explainFailure({ exitCode: 3, signal: null, lines, entryScript: 'score.py', appRoot, modelDir, ...more })

describe('explainFailure', () => {
  it('takes the innermost frame of the user, not of a package', () => {
    const found = explain(
      initLog(
        [
          [`${appRoot}/score.py`, 30, 'init'],
          [`${appRoot}/lib/load.py`, 12, 'load'],
          ['/env/lib/python3.11/site-packages/joblib/numpy_pickle.py', 600, 'load'],
        ],
        'RuntimeError: nope',
      ),
    )
    expect(found).toMatchObject({ rule: 'init-raised', file: 'lib/load.py', line: 12, decisiveLine: 'RuntimeError: nope', exitCode: 3 })
  })

  it('looks through an exception that hides a missing module', () => {
    const chain = [
      ...initLog([], 'x').slice(0, 3),
      `  File "${server}/user_script.py", line 117, in invoke_init`,
      `  File "${appRoot}/score.py", line 5, in init`,
      "ModuleNotFoundError: No module named 'cv2'",
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      `  File "${appRoot}/score.py", line 7, in init`,
      'RuntimeError: please install the requirements',
    ]
    expect(explain(chain)).toMatchObject({ rule: 'missing-module', line: 5, fix: expect.stringContaining('opencv-python-headless') })
  })

  it.each([
    ["_pickle.UnpicklingError: invalid load key, 'v'.", 'model-file-is-pointer'],
    ["AttributeError: Can't get attribute 'Node' on <module '__main__'>", 'model-version-mismatch'],
    ['ValueError: node array from the pickle has an incompatible dtype:', 'model-version-mismatch'],
    ['ValueError: numpy.dtype size changed, may indicate binary incompatibility', 'model-version-mismatch'],
    ["ImportError: cannot import name 'joblib' from 'sklearn.externals' (/env/x.py)", 'import-error'],
    ['ImportError: libGL.so.1: cannot open shared object file: No such file or directory', 'missing-library'],
    ['MemoryError', 'memory'],
    ["PermissionError: [Errno 13] Permission denied: '/models/x'", 'not-permitted'],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'C:/me/model.pkl'", 'missing-file'],
    [`FileNotFoundError: [Errno 2] No such file or directory: '${modelDir}/a.pkl'`, 'wrong-model-path'],
    ['TypeError: expected str, bytes or os.PathLike object, not NoneType', 'model-dir-unset'],
    ['SystemExit: 1', 'init-raised'],
  ])('%s → %s', (exception, rule) => {
    expect(explain(initLog([[`${appRoot}/score.py`, 9, 'init']], exception))).toMatchObject({ rule, file: 'score.py', line: 9 })
  })

  it('names the versions of a model trained with another scikit-learn', () => {
    const warning =
      '/env/sklearn/base.py:380: InconsistentVersionWarning: Trying to unpickle estimator Ridge from version 0.24.2 when using version 1.7.0. This might lead'
    const found = explain(
      initLog(
        [
          [`${appRoot}/score.py`, 9, 'init'],
          ['/env/lib/python3.11/site-packages/joblib/numpy_pickle.py', 1, 'load'],
        ],
        'AttributeError: x',
        [warning],
      ),
    )
    expect(found.cause).toContain('trained with version 0.24.2, installed 1.7.0')
  })

  it('is not misled by an exception the script survived', () => {
    const survived = [
      'Traceback (most recent call last):',
      `  File "${appRoot}/score.py", line 3, in init`,
      "ModuleNotFoundError: No module named 'torch'",
    ]
    const log = [...survived, `${prefix}I [7] azmlinfsrv - Worker with pid 7 ready for serving traffic`]
    expect(explain(log, { exitCode: null, signal: 'SIGKILL' })).toMatchObject({ rule: 'killed', signal: 'SIGKILL' })
    expect(explain(log, { exitCode: 9 })).toMatchObject({ rule: 'unknown' })
  })

  it('reads syntax errors, whose place is a frame without function', () => {
    const log = [
      `${prefix}E [7] azmlinfsrv - Traceback (most recent call last):`,
      `  File "${server}/user_script.py", line 80, in load_script`,
      '    main_module_spec.loader.exec_module(user_module)',
      '  File "<frozen importlib._bootstrap_external>", line 936, in exec_module',
      `  File "${appRoot}/score.py", line 41`,
      '    def init(',
      '            ^',
      "SyntaxError: '(' was never closed",
    ]
    expect(explain(log)).toMatchObject({ code: 'UserScriptImportError', rule: 'syntax-error', file: 'score.py', line: 41 })
  })

  it('names a server that cannot start, a refused configuration, a missing interpreter', () => {
    const conflict = [
      `${prefix}E [6] gunicorn.error - Exception in worker process`,
      'Traceback (most recent call last):',
      '  File "/env/lib/python3.11/site-packages/gunicorn/arbiter.py", line 1, in spawn_worker',
      "ImportError: cannot import name 'soft_unicode' from 'markupsafe' (/env/x)",
    ]
    expect(explain(conflict).rule).toBe('import-error')
    expect(
      explain([
        `${prefix}C [7] azmlinfsrv - `,
        '===============Configuration Error=================',
        'SCORING_TIMEOUT_MS: Input should be a valid integer',
      ]),
    ).toMatchObject({ code: 'BadArgument', rule: 'server-configuration' })
    expect(explain(['/home/shim.sh: 12: /env/bin/python: not found'], { exitCode: 127 })).toMatchObject({ rule: 'environment-gone' })
  })

  it('names a crash of compiled code and where it was', () => {
    const log = [
      'Fatal Python error: Segmentation fault',
      '',
      'Current thread 0x00007f (most recent call first):',
      '  File "/env/lib/python3.11/site-packages/x.py", line 3 in call',
      `  File "${appRoot}/score.py", line 6 in init`,
      `  File "${server}/user_script.py", line 117 in invoke_init`,
    ]
    expect(explain(log)).toMatchObject({
      rule: 'native-crash',
      file: 'score.py',
      line: 6,
      decisiveLine: 'Fatal Python error: Segmentation fault',
    })
  })

  it('prefers the line of the script over the lines of server and runtime when the cause is unknown', () => {
    const log = [
      'quota service says: request denied',
      `${prefix}E [6] gunicorn.error - Worker (pid:7) exited with code 17.`,
      '[scorepoint] The worker ended 2 times before init() was done; giving up.',
    ]
    expect(explain(log, { exitCode: 3 })).toMatchObject({
      rule: 'unknown',
      code: 'ResourceNotReady',
      decisiveLine: 'quota service says: request denied',
    })
    expect(explain([], { exitCode: null })).toMatchObject({ rule: 'unknown' })
  })
})

describe('reading logs', () => {
  it('keeps chains apart and gives the last exception of each last', () => {
    const chains = readTracebacks([
      ...initLog([[`${appRoot}/a.py`, 1, 'f']], 'KeyError: 1'),
      ...initLog([[`${appRoot}/b.py`, 2, 'g']], 'ValueError: 2'),
    ])
    expect(chains.map((chain) => chain.map((item) => item.type))).toEqual([
      ['KeyError', 'UserScriptException'],
      ['ValueError', 'UserScriptException'],
    ])
  })
  it('ends a traceback that is cut off', () => {
    expect(readTracebacks(['Traceback (most recent call last):', '  File "a.py", line 1, in f'])).toEqual([])
    expect(readStackDump(['nothing'])).toBeUndefined()
  })
})
