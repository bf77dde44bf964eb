import { isSecretName } from '@/lib/domain/request-schema/without-secrets'

/** The command lines and programs of the Consume tab. Each is complete: pasted as it stands it sends the body and prints the answer. */
export const snippetLanguages = ['curl', 'python', 'javascript', 'powershell'] as const
export type SnippetLanguage = (typeof snippetLanguages)[number]

export interface SnippetRequest {
  scoringUri: string
  /** Sent exactly as written. */
  body: string
  /** Adds the header that pins a deployment. */
  deployment?: string
  /** Further headers of a request from the test panel, curl only; `content-type` takes the place of JSON's. */
  headers?: Readonly<Record<string, string>>
  /** Name of a file that is the body instead of `body`, curl only. */
  bodyFile?: string
  /** The real key or token, only when the person asked for it; otherwise the snippet reads the environment variable of its export line. */
  key?: string
  /** The shell has the environment variable already: no export line, which would put the placeholder in its place. curl only. */
  fromEnvironment?: boolean
  /** What the endpoint takes; default key. */
  credential?: Credential
}

export type Credential = 'key' | 'token'
/** Environment variable that the programs read the credential from. */
export const credentialVariable = { key: 'SCOREPOINT_KEY', token: 'SCOREPOINT_ENDPOINT_TOKEN' } as const
export const credentialPlaceholder = { key: '<primary-key>', token: '<token>' } as const
const deploymentHeader = 'azureml-model-deployment'

/** The line that sets the key for programs that read it from the environment. */
export function exportLine(
  language: SnippetLanguage,
  credential: Credential = 'key',
  key: string = credentialPlaceholder[credential],
): string {
  const variable = credentialVariable[credential]
  return language === 'powershell' ? `$env:${variable} = ${powershellText(key)}` : `export ${variable}=${shellText(key)}`
}

/** Text of one snippet, ending in a line break. */
export function snippet(language: SnippetLanguage, request: SnippetRequest): string {
  const lines = { curl, python, javascript, powershell }[language](request)
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`
}

type Lines = (string | undefined)[]

function curl(request: SnippetRequest): Lines {
  const { scoringUri, body, deployment, headers = {}, bodyFile, key, fromEnvironment, credential = 'key' } = request
  const variable = credentialVariable[credential]
  const given = Object.entries(headers)
  const contentType = given.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'application/json'
  return [
    fromEnvironment ? undefined : exportLine('curl', credential, key),
    'curl --silent --show-error --request POST \\',
    `  ${shellText(scoringUri)} \\`,
    `  --header "Authorization: Bearer ${fromEnvironment ? requiredVariable(variable) : `$${variable}`}" \\`,
    `  --header ${shellText(`Content-Type: ${contentType}`)} \\`,
    deployment ? `  --header ${shellText(`${deploymentHeader}: ${deployment}`)} \\` : undefined,
    ...given.filter(([name]) => name.toLowerCase() !== 'content-type').map(([name, value]) => `  --header ${headerText(name, value)} \\`),
    bodyFile ? `  --data-binary ${shellText(`@${bodyFile}`)}` : `  --data-raw ${shellText(body)}`,
  ]
}

/** The value of a credential stays out: the shell takes it from a variable named after the header. */
function headerText(name: string, value: string): string {
  return isSecretName(name)
    ? `"${name}: ${requiredVariable(name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_'))}"`
    : shellText(`${name}: ${value}`)
}

/** A shell that lacks the variable says so and sends nothing; one that has it runs the command as it stands. */
const requiredVariable = (name: string) => `\${${name}:?is not set}`

function python({ scoringUri, body, deployment, key, credential = 'key' }: SnippetRequest): Lines {
  return [
    key ? undefined : `# ${exportLine('python', credential)}`,
    key ? undefined : 'import os',
    'import urllib.error',
    'import urllib.request',
    '',
    `${credential} = ${key ? programText(key) : `os.environ["${credentialVariable[credential]}"]`}`,
    `body = ${pythonText(body)}`,
    'request = urllib.request.Request(',
    `    ${programText(scoringUri)},`,
    '    data=body.encode("utf-8"),',
    '    headers={',
    `        "Authorization": f"Bearer {${credential}}",`,
    '        "Content-Type": "application/json",',
    deployment ? `        "${deploymentHeader}": ${programText(deployment)},` : undefined,
    '    },',
    ')',
    'try:',
    '    with urllib.request.urlopen(request) as response:',
    '        print(response.read().decode("utf-8"))',
    'except urllib.error.HTTPError as error:',
    '    raise SystemExit(f"{error.code} {error.reason}: {error.read().decode()}")',
  ]
}

function javascript({ scoringUri, body, deployment, key, credential = 'key' }: SnippetRequest): Lines {
  return [
    key ? undefined : `// ${exportLine('javascript', credential)}`,
    `const ${credential} = ${key ? programText(key) : `process.env.${credentialVariable[credential]}`}`,
    `const body = ${javascriptText(body)}`,
    '',
    `fetch(${programText(scoringUri)}, {`,
    "  method: 'POST',",
    '  headers: {',
    `    Authorization: \`Bearer \${${credential}}\`,`,
    "    'Content-Type': 'application/json',",
    deployment ? `    '${deploymentHeader}': ${programText(deployment)},` : undefined,
    '  },',
    '  body,',
    '}).then(async (response) => console.log(await response.text()))',
  ]
}

function powershell({ scoringUri, body, deployment, key, credential = 'key' }: SnippetRequest): Lines {
  return [
    exportLine('powershell', credential, key),
    '$headers = @{',
    `  Authorization = "Bearer $env:${credentialVariable[credential]}"`,
    deployment ? `  '${deploymentHeader}' = ${powershellText(deployment)}` : undefined,
    '}',
    `$body = ${powershellText(body)}`,
    // Without the charset Windows PowerShell 5.1 would send the body as Latin-1.
    `Invoke-RestMethod -Method Post -Uri ${powershellText(scoringUri)} -Headers $headers -ContentType 'application/json; charset=utf-8' -Body $body | ConvertTo-Json -Depth 20`,
  ]
}

/** POSIX shell: inside single quotes everything is literal but the quote itself. */
export function shellText(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** A JSON string literal is also one of Python and of JavaScript. */
function programText(text: string): string {
  return JSON.stringify(text)
}

function pythonText(text: string): string {
  const readable = !text.includes('\\') && !text.includes("'''") && !text.endsWith("'") && !text.includes('\r')
  return readable ? `'''${text}'''` : programText(text)
}

function javascriptText(text: string): string {
  return /[`\\\r]|\$\{/.test(text) ? programText(text) : `\`${text}\``
}

/** PowerShell takes the typographic quotes for quotes too, so each is doubled. */
export function powershellText(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`
}
