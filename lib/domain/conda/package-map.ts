/**
 * What conda packages are called on PyPI, and which of them are no Python packages. conda and PyPI names
 * can denote different projects, so everything not listed passes with a warning only.
 */

/** conda name → PyPI name. */
export const pypiNames: Readonly<Record<string, string>> = {
  pytorch: 'torch',
  'pytorch-cpu': 'torch',
  'pytorch-gpu': 'torch',
  opencv: 'opencv-python-headless',
  'py-opencv': 'opencv-python-headless',
  'matplotlib-base': 'matplotlib',
  'py-xgboost': 'xgboost',
  'py-xgboost-cpu': 'xgboost',
  'py-xgboost-gpu': 'xgboost',
  'tensorflow-gpu': 'tensorflow',
  'tensorflow-base': 'tensorflow',
  pytables: 'tables',
  'msgpack-python': 'msgpack',
  'py-lightgbm': 'lightgbm',
  'dask-core': 'dask',
  'seaborn-base': 'seaborn',
  jupyter_core: 'jupyter-core',
  ruamel_yaml: 'ruamel.yaml',
  faiss: 'faiss-cpu',
  'pyarrow-core': 'pyarrow',
  'bokeh-base': 'bokeh',
  'onnxruntime-cpp': 'onnxruntime',
}

/** Names that are the same project on both sides: no warning. The usual data science stack. */
export const sameNames: ReadonlySet<string> = new Set(
  `numpy scipy pandas scikit-learn joblib matplotlib seaborn statsmodels xgboost lightgbm catboost requests flask fastapi uvicorn gunicorn
   pyyaml pillow tqdm cloudpickle dill protobuf grpcio pyarrow fastparquet numba llvmlite cython sympy networkx nltk spacy gensim transformers
   tokenizers datasets accelerate torchvision torchaudio tensorflow keras onnx onnxruntime mlflow psutil python-dateutil pytz six attrs
   typing-extensions typing_extensions click jinja2 markupsafe werkzeug urllib3 certifi idna charset-normalizer packaging setuptools-scm pydantic
   sqlalchemy psycopg2 pymongo redis boto3 azure-identity azure-core azure-storage-blob azure-keyvault jsonschema openpyxl xlrd lxml
   beautifulsoup4 aiohttp httpx orjson polars dask distributed bokeh plotly shap eli5 imbalanced-learn category_encoders optuna hyperopt
   threadpoolctl scikit-image imageio h5py tables zarr xarray patsy prophet pmdarima skl2onnx interpret inference-schema ipykernel jupyter
   pytest pip-tools cffi pycparser cryptography bcrypt pyjwt prometheus_client opentelemetry-api tabulate termcolor colorama regex rich
   sentencepiece einops safetensors huggingface_hub fsspec s3fs adlfs gcsfs filelock toolz cachetools tenacity loguru pyodbc
   scikit-learn-intelex faiss-cpu sentence-transformers mlflow-skinny py-cpuinfo python-levenshtein fonttools`
    .split(/\s+/)
    .filter(Boolean),
)

/** Needs no installing of its own. */
export const ignoredNames: ReadonlySet<string> = new Set(['pip', 'setuptools', 'wheel'])

/** Accelerator and number libraries that Python wheels carry inside: left out with a warning. */
const bundled = [
  /^cudatoolkit$/,
  /^cuda(-|$)/,
  /^pytorch-cuda$/,
  /^pytorch-mutex$/,
  /^cudnn$/,
  /^nccl$/,
  /^libcu/,
  /^libnv/,
  /^cutensor$/,
  /^magma/,
  /^mkl$/,
  /^mkl[-_]/,
  /^blas$/,
  /^libblas$/,
  /^libcblas$/,
  /^liblapack$/,
  /^openblas$/,
  /^libopenblas$/,
  /^nomkl$/,
  /^cpuonly$/,
  /^intel-openmp$/,
  /^llvm-openmp$/,
  /^libgfortran/,
  /^libgcc/,
  /^libstdcxx/,
  /^libgomp$/,
  /^tbb$/,
  /^_libgcc_mutex$/,
  /^_openmp_mutex$/,
  /^ca-certificates$/,
  /^openssl$/,
  /^tzdata$/,
  /^libpython/,
  /^python_abi$/,
] as const

/** Not Python and not inside wheels: cannot be installed without conda. */
const condaOnly = [
  /^r-/,
  /^r$/,
  /^openmpi$/,
  /^mpich$/,
  /^mpi4py-mpi/,
  /^nodejs$/,
  /^openjdk$/,
  /^ffmpeg$/,
  /^xz$/,
  /^zlib$/,
  /^bzip2$/,
  /^sqlite$/,
  /^readline$/,
  /^ncurses$/,
  /^tk$/,
  /^libffi$/,
  /^gcc/,
  /^gxx/,
  /^gfortran/,
  /^clang/,
  /^cmake$/,
  /^make$/,
  /^git$/,
  /^curl$/,
  /^wget$/,
  /^gdal$/,
  /^libgdal/,
  /^geos$/,
  /^proj$/,
  /^hdf5$/,
  /^libhdf5$/,
  /^netcdf/,
  /^libnetcdf$/,
  /^graphviz$/,
  /^tesseract$/,
  /^poppler$/,
  /^boost(-cpp)?$/,
  /^eigen$/,
  /^unixodbc$/,
  /^msodbcsql/,
  /^libxml2$/,
  /^libpng$/,
  /^libjpeg/,
  /^glib$/,
  /^ninja-base$/,
  /^rust$/,
  /^go$/,
  /^julia$/,
  /^perl$/,
  /^micromamba$/,
  /^conda$/,
  /^mamba$/,
] as const

export type CondaName =
  | { kind: 'pypi'; name: string; certain: boolean }
  | { kind: 'ignored' }
  | { kind: 'bundled' }
  | { kind: 'conda-only' }

/** What to do with a conda package name (lower case, channel stripped). */
export function classifyCondaName(name: string): CondaName {
  if (ignoredNames.has(name)) return { kind: 'ignored' }
  const mapped = Object.hasOwn(pypiNames, name) ? pypiNames[name] : undefined
  if (mapped) return { kind: 'pypi', name: mapped, certain: true }
  if (bundled.some((pattern) => pattern.test(name))) return { kind: 'bundled' }
  if (condaOnly.some((pattern) => pattern.test(name))) return { kind: 'conda-only' }
  return { kind: 'pypi', name, certain: sameNames.has(name) || name.startsWith('azure-') || name.startsWith('azureml-') }
}
