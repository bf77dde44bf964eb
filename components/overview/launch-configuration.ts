/**
 * A launch.json with which VS Code attaches to a debugged instance: files of the local folder are those of the instance.
 * https://code.visualstudio.com/docs/python/debugging#_attach-over-a-network-connection
 */
export function launchConfiguration(target: {
  name: string
  port: number
  /** Folder the code came from; unknown = the folder that is open. */
  localRoot: string | undefined
  /** The folder as the instance sees it. */
  remoteRoot: string | undefined
}): string {
  const { name, port, localRoot = '${' + 'workspaceFolder}', remoteRoot } = target
  const configuration = {
    name: `Scorepoint: ${name}`,
    type: 'debugpy',
    request: 'attach',
    connect: { host: '127.0.0.1', port },
    ...(remoteRoot === undefined ? {} : { pathMappings: [{ localRoot, remoteRoot }] }),
    justMyCode: true,
  }
  return JSON.stringify({ version: '0.2.0', configurations: [configuration] }, null, 2)
}
