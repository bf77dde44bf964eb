import type { ScriptKind } from '@/lib/domain/scoring-script/model-kind'

/** The parts of a scoring script that differ between kinds of models. Lines carry no indentation of their function. */
export interface ScriptTemplate {
  imports: readonly string[]
  /** Statements of init() after `path` is set; they bind `model`. */
  load: readonly string[]
  /** Statements of run() after `data` is set; they bind `predictions`, a value json can write. */
  predict: readonly string[]
  /** Requirements beside the inference server; `numpy` is added where the script uses it. */
  packages: readonly string[]
  /** Channel lines of the conda file; absent = conda-forge alone. */
  condaOnly?: readonly string[]
  /** Warning above the loader. */
  note?: string
}

const table = 'np.asarray(data, dtype=np.float32)'

export const scriptTemplates: Readonly<Record<ScriptKind, ScriptTemplate>> = {
  sklearn: {
    imports: ['import joblib', 'import numpy as np'],
    note: 'Reads pickle and joblib files. Use the scikit-learn version the model was saved with.',
    load: ['model = joblib.load(path)'],
    predict: ['predictions = model.predict(np.asarray(data)).tolist()'],
    packages: ['scikit-learn', 'joblib'],
  },
  mlflow: {
    imports: ['import mlflow.pyfunc', 'import pandas as pd'],
    note: 'Without a script of your own, MLflow serves this model by itself.',
    load: ['model = mlflow.pyfunc.load_model(path)'],
    predict: [
      '# With a signature: a table whose columns have its names.',
      'predictions = pd.DataFrame(model.predict(pd.DataFrame(data))).to_dict(orient="records")',
    ],
    packages: ['mlflow', 'pandas'],
  },
  pytorch: {
    imports: ['import numpy as np', 'import torch'],
    note: 'A TorchScript file. For a state_dict: build your module, then load_state_dict(torch.load(path, weights_only=True)).',
    load: ['torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))', 'model = torch.jit.load(path, map_location="cpu").eval()'],
    predict: ['with torch.inference_mode():', `    predictions = model(torch.from_numpy(${table})).tolist()`],
    packages: [],
    condaOnly: ['pytorch', 'cpuonly'],
  },
  onnx: {
    imports: ['import numpy as np', 'import onnxruntime'],
    load: ['model = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])'],
    predict: [
      'name = model.get_inputs()[0].name',
      `predictions = [np.asarray(output).tolist() for output in model.run(None, {name: ${table}})]`,
    ],
    packages: ['onnxruntime'],
  },
  xgboost: {
    imports: ['import numpy as np', 'import xgboost'],
    load: ['model = xgboost.Booster()', 'model.load_model(path)'],
    predict: ['predictions = model.predict(xgboost.DMatrix(np.asarray(data))).tolist()'],
    packages: ['xgboost-cpu'],
  },
  lightgbm: {
    imports: ['import lightgbm', 'import numpy as np'],
    load: ['model = lightgbm.Booster(model_file=path)'],
    predict: ['predictions = model.predict(np.asarray(data)).tolist()'],
    packages: ['lightgbm'],
  },
  tensorflow: {
    imports: ['import keras', 'import numpy as np'],
    note: 'Keras files (.keras, .h5). For a SavedModel folder: keras.layers.TFSMLayer(path, call_endpoint="serving_default").',
    load: ['model = keras.models.load_model(path)'],
    predict: [`predictions = np.asarray(model(${table})).tolist()`],
    packages: ['tensorflow-cpu', 'keras'],
  },
  generic: {
    imports: ['from pathlib import Path'],
    load: ['# Replace this by what loads your model.', 'model = Path(path)'],
    predict: [
      '# Replace this by the call of your model; the answer must be a value json can write.',
      'predictions = {"model": model.name, "data": data}',
    ],
    packages: [],
  },
}
