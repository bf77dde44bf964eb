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

/** The command that applies an edited file in Azure. */
export function azUpdateCommand(endpoint: string, deployment: string): string {
  return [`az ml online-deployment update --file ${deployment}-deployment.yml`, `--endpoint-name ${endpoint}`, `--name ${deployment}`].join(
    ' \\\n  ',
  )
}
