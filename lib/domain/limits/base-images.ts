/** Microsoft's base images worth offering: supported, with the inference contract. */
export const baseImages = [
  'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest',
  'mcr.microsoft.com/azureml/openmpi5.0-ubuntu24.04:latest',
  'mcr.microsoft.com/azureml/minimal-py312-inference:latest',
] as const
/** The one of them that serves scoring code without a conda file. */
export const inferenceImage = baseImages[2]
