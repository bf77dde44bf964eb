import { compact, type FieldPair, isData, mapFromArm, mapToArm, nested, words } from '@/lib/domain/convert/field-map'

type Data = Record<string, unknown>

/**
 * The data collector has one sampling rate in YAML and one per collection on the wire (SDK: "should be copied to each of
 * the collections"). A rate that differs between collections stays with its collection.
 */
const collection: readonly FieldPair[] = [
  {
    yaml: 'enabled',
    arm: 'dataCollectionMode',
    toArm: (value) => (String(value).toLowerCase() === 'true' ? 'Enabled' : 'Disabled'),
    fromArm: (value) => (String(value).toLowerCase() === 'enabled' ? 'true' : 'false'),
  },
  { yaml: 'client_id', arm: 'clientId' },
]

const top: readonly FieldPair[] = [
  { yaml: 'rolling_rate', arm: 'rollingRate', ...words({ minute: 'Minute', hour: 'Hour', day: 'Day', month: 'Month', year: 'Year' }) },
  { yaml: 'request_logging', arm: 'requestLogging', ...nested([{ yaml: 'capture_headers', arm: 'captureHeaders' }]) },
]

function collectionToArm(input: Data, rate: unknown): Data {
  const { data, ...rest } = input
  const mapped = mapToArm(rest, collection)
  // Text is the id of a data asset; a mapping still has to be registered, and is carried until then.
  const asset = typeof data === 'string' ? { dataId: data } : data === undefined ? {} : { data }
  return compact({ ...mapped, ...asset, samplingRate: mapped.samplingRate ?? rate })
}

function collectionFromArm(input: Data, shared: unknown): Data {
  const { dataId, samplingRate, ...rest } = input
  const mapped = mapFromArm(rest, collection)
  return compact({
    ...mapped,
    ...(typeof dataId === 'string' ? { data: dataId } : {}),
    ...(samplingRate !== undefined && samplingRate !== null && samplingRate !== shared ? { samplingRate } : {}),
  })
}

export function dataCollectorToArm(value: unknown): unknown {
  if (!isData(value)) return value
  const { collections, sampling_rate: rate, ...rest } = value
  const mapped = mapToArm(rest, top)
  if (!isData(collections)) return compact({ ...mapped, collections })
  const entries = Object.entries(collections).map(([name, item]) => [name, isData(item) ? collectionToArm(item, rate) : item])
  // Without any collection the rate has no other place.
  const orphan = entries.length === 0 && rate !== undefined ? { samplingRate: rate } : {}
  return { ...mapped, collections: Object.fromEntries(entries), ...orphan }
}

export function dataCollectorFromArm(value: unknown): unknown {
  if (!isData(value)) return value
  const { collections, samplingRate: orphan, ...rest } = value
  const mapped = mapFromArm(rest, top)
  const rates = isData(collections) ? Object.values(collections).map((item) => (isData(item) ? item.samplingRate : undefined)) : []
  const shared = rates.length > 0 && rates.every((rate) => rate === rates[0] && typeof rate === 'number') ? rates[0] : undefined
  const items = isData(collections)
    ? Object.fromEntries(Object.entries(collections).map(([name, item]) => [name, isData(item) ? collectionFromArm(item, shared) : item]))
    : collections
  return compact({ ...mapped, collections: items, sampling_rate: shared ?? orphan ?? undefined })
}
