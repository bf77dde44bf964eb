/** Milliseconds of processor time this process has taken so far: what a claim about quickness is held against, because a busy machine must not fail it. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
