const known = ['diabetes-regression', 'mlflow-sklearn', 'echo', 'slow'] as const

/** Whether the words know the sample; others are called by their folder. */
export const isKnownSample = (id: string): id is (typeof known)[number] => known.some((one) => one === id)
