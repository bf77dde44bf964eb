/** One input or output of a signature, as far as a sample request and a table need it. */
export interface SignatureField {
  /** Absent for tensors and single columns without a name. */
  name?: string
  /** `double`, `string`, …; `tensor float64 [-1, 3]` for tensors. */
  type: string
}

export interface MlflowFacts {
  /** Names below `flavors`, `python_function` first. */
  flavors: string[]
  /** Without the flavour `python_function` there is nothing a server could call. */
  hasPyfunc: boolean
  /** Module that loads the model, e.g. `mlflow.sklearn`. */
  loaderModule?: string
  pythonVersion?: string
  mlflowVersion?: string
  /** File names below the model's folder that describe the environment, as the flavour `python_function` names them. */
  condaFile: string
  pythonEnvFile: string
  /** Undefined when the model was saved without a signature. */
  inputs?: SignatureField[]
  outputs?: SignatureField[]
  params?: SignatureField[]
  /** File with the example saved beside the model. */
  inputExample?: string
}
