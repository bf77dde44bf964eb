import { z } from 'zod'
import { field, requiredField, sources, versionSchema, word } from '@/lib/contract/yaml/fields'

/** Doc: how-to-collect-production-data. Month and year are in the article, the SDK knows the first three. */
export const rollingRateWords = ['minute', 'hour', 'day', 'month', 'year'] as const
/** Doc: how-to-collect-production-data, "up to five custom collections". */
export const maxCustomCollections = 5
/** Collections filled by the platform without code. */
export const reservedCollections = ['request', 'response'] as const

/** The article writes the text `'True'`; a YAML boolean is the likely slip and means the same. */
const switchSchema = z.preprocess(
  (input) => (typeof input === 'boolean' || typeof input === 'string' ? String(input).toLowerCase() : input),
  z.enum(['true', 'false']),
)

export const collectionYamlSchema = z.looseObject({
  enabled: requiredField(switchSchema, {
    title: 'Enabled',
    description: "Text 'True' or 'False'.",
    examples: ['True'],
    values: { true: 'Collects.', false: 'Keeps the entry without collecting.' },
    source: sources.dataCollector,
  }),
  data: field(
    z.union([
      z.string(),
      z.looseObject({
        name: field(z.string(), {
          title: 'Name of the data asset',
          description: 'Under which the collected data is registered; default is <endpoint>-<deployment>-<collection>.',
          source: sources.dataCollector,
        }),
        path: field(z.string(), {
          title: 'Path of the data',
          description: 'Folder of a datastore that the data is written to.',
          examples: ['azureml://datastores/workspaceblobstore/paths/modelDataCollector'],
          source: sources.dataCollector,
        }),
        version: field(versionSchema, {
          title: 'Version of the data asset',
          description: 'Version under which the data is registered; default is 1.',
          source: sources.dataCollector,
        }),
        data_id: field(z.string(), {
          title: 'Id of the data asset',
          description: 'A data asset that exists already, in place of name and path.',
          source: sources.dataCollector,
        }),
      }),
    ]),
    {
      title: 'Data asset',
      description: 'Where the collected data goes; default is a folder of the workspace blob store.',
      source: sources.dataCollector,
    },
  ),
  client_id: field(z.string(), { title: 'Client id', description: 'Identity that writes the data.', source: sources.dataCollector }),
})

export const dataCollectorYamlSchema = z.looseObject({
  collections: requiredField(z.record(z.string(), collectionYamlSchema), {
    title: 'Collections',
    description: 'What to collect. request and response need no code; others match Collector(name=…) in the scoring script.',
    examples: [{ model_inputs: { enabled: 'True' } }],
    limit: `At most ${maxCustomCollections} of your own.`,
    source: sources.dataCollector,
  }),
  rolling_rate: field(word(rollingRateWords), {
    title: 'Rolling rate',
    description: 'How often a new file begins.',
    default: 'hour',
    values: {
      minute: 'A file per minute.',
      hour: 'A file per hour.',
      day: 'A file per day.',
      month: 'In the documentation; az ml refuses it.',
      year: 'In the documentation; az ml refuses it.',
    },
    source: sources.dataCollector,
  }),
  sampling_rate: field(z.number().min(0).max(1), {
    title: 'Sampling rate',
    description: 'Share of the requests that is collected, 0.0 to 1.0.',
    default: 1,
    limit: '0.0–1.0',
    source: sources.dataCollector,
  }),
  request_logging: field(
    z.looseObject({
      capture_headers: field(z.array(z.string()), {
        title: 'Headers to keep',
        description: 'Names of request headers that are written beside the payload.',
        examples: [['x-request-id']],
        source: sources.dataCollector,
      }),
    }),
    {
      title: 'Request logging',
      description: 'Headers to keep with the payload.',
      examples: [{ capture_headers: ['x-request-id'] }],
      source: sources.dataCollector,
    },
  ),
})

export type DataCollectorYaml = z.infer<typeof dataCollectorYamlSchema>
