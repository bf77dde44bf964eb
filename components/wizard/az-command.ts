/** The command that does the same in Azure with the same file. */
export function azCreateCommand(endpoint: string, deployment: string, allTraffic: boolean): string {
  const file = `${deployment || 'blue'}-deployment.yml`
  return [
    `az ml online-deployment create --file ${file}`,
    `--endpoint-name ${endpoint}`,
    `--name ${deployment || 'blue'}`,
    ...(allTraffic ? ['--all-traffic'] : []),
  ].join(' \\\n  ')
}
