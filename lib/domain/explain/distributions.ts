/** Import name → name on PyPI, where they differ. */
const distributionByImport: Record<string, string> = {
  Crypto: 'pycryptodome',
  Levenshtein: 'levenshtein',
  MySQLdb: 'mysqlclient',
  OpenSSL: 'pyopenssl',
  PIL: 'pillow',
  attr: 'attrs',
  azureml_inference_server_http: 'azureml-inference-server-http',
  bs4: 'beautifulsoup4',
  category_encoders: 'category-encoders',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  docx: 'python-docx',
  dotenv: 'python-dotenv',
  faiss: 'faiss-cpu',
  fitz: 'pymupdf',
  git: 'gitpython',
  google: 'google-cloud-storage (or the google-… package you use)',
  graphviz: 'graphviz',
  grpc: 'grpcio',
  imblearn: 'imbalanced-learn',
  inference_schema: 'inference-schema',
  jose: 'python-jose',
  jwt: 'pyjwt',
  magic: 'python-magic',
  mpl_toolkits: 'matplotlib',
  mysql: 'mysql-connector-python',
  pkg_resources: 'setuptools<81',
  pptx: 'python-pptx',
  psycopg2: 'psycopg2-binary',
  pywt: 'pywavelets',
  sentence_transformers: 'sentence-transformers',
  serial: 'pyserial',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  slugify: 'python-slugify',
  snowflake: 'snowflake-connector-python',
  socks: 'pysocks',
  tables: 'tables',
  telegram: 'python-telegram-bot',
  umap: 'umap-learn',
  usb: 'pyusb',
  websocket: 'websocket-client',
  wx: 'wxpython',
  xgboost: 'xgboost',
  yaml: 'pyyaml',
  zmq: 'pyzmq',
}

/** The package to install for an imported name (`sklearn.linear_model` → `scikit-learn`); the name itself when nothing else is known. */
export function distributionFor(importName: string): string {
  const [top = importName] = importName.split('.')
  if (/^azure\./.test(importName)) return importName.split('.').slice(0, 3).join('-')
  if (/^google\.cloud\./.test(importName)) return importName.split('.').slice(0, 3).join('-')
  return distributionByImport[top] ?? top
}
