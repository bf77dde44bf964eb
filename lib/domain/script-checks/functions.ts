import type { Finding } from '@/lib/contract/finding'
import { type ScriptCheck, type ScriptContext, scriptError, scriptStart, scriptWarning } from '@/lib/domain/script-checks/script-context'

const contract = {
  init: 'init() is called once per worker before the first request.',
  run: 'run() is called for every request.',
}

/**
 * init() and run() exist and can be called as the inference server calls them.
 * Doc: how-to-inference-server-http and the server's own checks of the user script.
 */
export const checkFunctions: ScriptCheck = (context) => {
  if (!context.isEntry) return []
  const { facts } = context
  const missing = (['init', 'run'] as const).filter((name) => !facts.bound.includes(name) && !facts.isOpen)
  return [...missing.map((name) => missingFunction(context, name)), ...checkInit(context), ...checkRun(context)]
}

function missingFunction(context: ScriptContext, name: 'init' | 'run'): Finding {
  const { text } = context
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const gap = text.trim() === '' ? '' : `${text.endsWith('\n') ? '' : newline}${newline}${newline}`
  const lines = name === 'init' ? ['def init():', '    pass', ''] : ['def run(raw_data):', '    return raw_data', '']
  return scriptError(
    context,
    scriptStart,
    `script-${name}`,
    `There is no function ${name}() at the top level; the server ends with exit code 3 without it. ${contract[name]}`,
    {
      fix: `Add ${lines[0]}`,
      values: { name: `${name}()` },
      repairs: [
        {
          label: `Add ${lines[0]?.slice(4, -1)}`,
          action: 'add',
          what: `${lines[0]?.slice(4, -1)}`,
          edits: [{ offset: text.length, length: 0, text: gap + lines.join(newline) }],
        },
      ],
    },
  )
}

function checkInit(context: ScriptContext): Finding[] {
  const init = context.facts.functions.find(({ name }) => name === 'init')
  if (!init) return []
  const findings: Finding[] = []
  const wanted = [...init.positionalOnly.map((name) => ({ name, isRequired: true })), ...init.parameters].filter((one) => one.isRequired)
  if (wanted.length > 0)
    findings.push(
      scriptError(
        context,
        init.span,
        'script-init-arguments',
        `init() is called without arguments, but wants ${wanted.map(({ name }) => name).join(', ')}.`,
        {
          fix: 'Remove the parameters; settings come from environment variables.',
          values: { names: wanted.map(({ name }) => name).join(', ') },
        },
      ),
    )
  if (init.isAsync)
    findings.push(
      scriptError(context, init.span, 'script-async', 'init() is async; the server does not wait for it, so that it never runs.', {
        fix: 'Write def init(): without async.',
        values: { name: 'init()' },
      }),
    )
  return findings
}

function checkRun(context: ScriptContext): Finding[] {
  const run = context.facts.functions.find(({ name }) => name === 'run')
  if (!run) return []
  const at = run.span
  const findings: Finding[] = []
  const isRaw = run.decorators.some((name) => /(^|\.)rawhttp$/.test(name))
  const hasSchema = run.decorators.some((name) => /(^|\.)input_schema$/.test(name))
  if (isRaw && hasSchema)
    findings.push(
      scriptError(context, at, 'script-run-decorators', 'run() cannot be decorated with both @rawhttp and @input_schema.', {
        fix: 'Keep @rawhttp for raw requests, or @input_schema for JSON of a known shape.',
      }),
    )
  if (run.positionalOnly.length > 0)
    findings.push(
      scriptError(context, at, 'script-run-arguments', `run() cannot accept positional-only arguments: ${run.positionalOnly.join(', ')}.`, {
        fix: 'Remove the slash from its parameters.',
        values: { names: run.positionalOnly.join(', ') },
      }),
    )
  for (const [name, stars] of [
    [run.variable, '*'],
    [run.keywords, '**'],
  ] as const)
    if (name !== null)
      findings.push(
        scriptError(context, at, 'script-run-arguments', `run() cannot accept ${stars}${name}; every argument needs a name of its own.`, {
          fix: `Remove ${stars}${name}.`,
          values: { names: `${stars}${name}` },
        }),
      )
  const data = [...run.positionalOnly, ...run.parameters.map(({ name }) => name)].filter((name) => name !== 'request_headers')
  if (data.length === 0 && run.variable === null && run.keywords === null)
    findings.push(
      scriptError(
        context,
        at,
        'script-run-data',
        'run() needs to accept an argument for the body of the request; request_headers is not counted.',
        {
          fix: 'Write def run(raw_data):',
        },
      ),
    )
  if (!hasSchema && run.parameters.filter(({ name, isRequired }) => isRequired && name !== 'request_headers').length > 1)
    findings.push(
      scriptWarning(
        context,
        at,
        'script-run-several',
        'run() wants several arguments, but without @input_schema it gets one: the body of the request as text.',
        {
          fix: 'Take one argument and read the parts from json.loads(raw_data), or describe them with @input_schema.',
        },
      ),
    )
  if (run.isAsync || run.isGenerator)
    findings.push(
      (run.isAsync ? scriptError : scriptWarning)(
        context,
        at,
        run.isAsync ? 'script-async' : 'script-generator',
        run.isAsync
          ? 'run() is async; the server does not wait for it and cannot send what it gives back.'
          : 'run() is a generator (it uses yield); the server cannot write that as JSON.',
        { fix: run.isAsync ? 'Write def run(…): without async.' : 'Collect the parts and return them at once.', values: { name: 'run()' } },
      ),
    )
  return findings
}
