import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasInferenceServer, parseConda, requirementName } from '@/lib/domain/conda/conda'
import { parseMatchSpec, toPipSpecifier } from '@/lib/domain/conda/match-spec'

const sample = `name: model-env
channels:
  - conda-forge
dependencies:
  - python=3.12
  - numpy=2.3.1
  - pip=25.1.1
  - scikit-learn=1.7.0
  - pip:
    - azureml-inference-server-http==1.4.1
    - inference-schema[numpy-support]
    - joblib
`

describe('parseConda', () => {
  it("translates the documentation's sample", () => {
    expect(parseConda(sample)).toEqual({
      name: 'model-env',
      channels: ['conda-forge'],
      pythonVersion: '3.12',
      pythonSpecifier: '==3.12.*',
      requirements: [
        'numpy==2.3.1.*',
        'scikit-learn==1.7.0.*',
        'azureml-inference-server-http==1.4.1',
        'inference-schema[numpy-support]',
        'joblib',
      ],
      sources: [
        { line: 6, from: 'conda' },
        { line: 8, from: 'conda' },
        { line: 10, from: 'pip' },
        { line: 11, from: 'pip' },
        { line: 12, from: 'pip' },
      ],
      torch: {},
      warnings: [],
      errors: [],
    })
  })

  it.each([
    ['numpy', 'numpy'],
    ['numpy=1.2', 'numpy==1.2.*'],
    ['numpy=1.2.*', 'numpy==1.2.*'],
    ['numpy==1.2.3', 'numpy==1.2.3'],
    ['numpy 1.2.3', 'numpy==1.2.3.*'],
    ['numpy>=1.2,<2', 'numpy>=1.2,<2'],
    ['numpy >=1.2, <2', 'numpy>=1.2,<2'],
    ['conda-forge::numpy=1.2', 'numpy==1.2.*'],
    ["numpy[version='>=1.2,<2']", 'numpy>=1.2,<2'],
    ['numpy~=1.2', 'numpy~=1.2'],
    ['numpy!=1.2.*', 'numpy!=1.2.*'],
    ['NumPy=1', 'numpy==1.*'],
    ['pytorch=2.1', 'torch==2.1.*'],
    ['py-opencv', 'opencv-python-headless'],
    ['numpy=1.2.3=py310h_0', 'numpy==1.2.3.*'],
  ])('%s becomes %s', (spec, requirement) => {
    const file = parseConda(`dependencies:\n  - "${spec}"\n`)
    expect(file.errors).toEqual([])
    expect(file.requirements).toEqual([requirement])
  })

  it.each(['cudatoolkit=11.8', 'mkl', 'libgcc-ng', 'pytorch-cuda=12.1', 'nvidia::cuda-toolkit', 'cpuonly'])(
    'skips %s with a warning',
    (spec) => {
      const file = parseConda(`dependencies: ['${spec}']`)
      expect(file).toMatchObject({ requirements: [], errors: [], warnings: [{ code: 'CondaPackageSkipped', line: 1 }] })
    },
  )

  it.each(['r-base=4', 'openmpi', 'ffmpeg', 'nodejs>=18', 'openjdk', 'xz'])('refuses %s with line and three ways out', (spec) => {
    const [error] = parseConda(`name: x\ndependencies:\n  - numpy\n  - "${spec}"\n`).errors
    expect(error).toMatchObject({ code: 'UnsupportedCondaPackage', line: 4 })
    expect(error?.fix).toMatch(/pip.*Docker.*micromamba/)
  })

  it('warns about an unknown name and maps known ones', () => {
    expect(parseConda('dependencies: [some-obscure-thing]').warnings).toMatchObject([{ code: 'CondaNameUnknown' }])
    expect(parseConda('dependencies: [pytorch]').warnings).toMatchObject([{ code: 'CondaNameMapped' }])
  })

  it('keeps pip options verbatim', () => {
    const file = parseConda(
      'dependencies:\n  - pip:\n    - -r requirements.txt\n    - --extra-index-url https://example.org/simple\n    - "tritonclient[all]"\n',
    )
    expect(file.requirements).toEqual(['-r requirements.txt', '--extra-index-url https://example.org/simple', 'tritonclient[all]'])
  })

  it.each([
    ['python=3.12', '3.12', '==3.12.*'],
    ['python=3.10.4', '3.10.4', '==3.10.4.*'],
    ['python==3.9.1', '3.9.1', '==3.9.1'],
    ['python>=3.9,<3.12', undefined, '>=3.9,<3.12'],
    ['python 3.11', '3.11', '==3.11.*'],
    ['python', undefined, undefined],
  ])('reads %s', (spec, version, specifier) => {
    const file = parseConda(`dependencies: ["${spec}"]`)
    expect(file.pythonVersion).toBe(version)
    expect(file.pythonSpecifier).toBe(specifier)
    expect(file.requirements).toEqual([])
  })

  it.each([
    ['dependencies: text', 1],
    ['- numpy', 1],
    ['dependencies:\n  - numpy\n  - [a]', 3],
    ['dependencies:\n  - pip:\n    - 5', 3],
    ['dependencies:\n  - pip: x', 2],
    ['dependencies:\n  - numpy=1|2', 2],
    ['dependencies:\n - "=1"', 2],
    ['a: 1\na: 2', 2],
  ])('%j is an error in line %d', (text, line) => {
    expect(parseConda(text).errors).toMatchObject([{ code: 'BadArgument', line }])
  })

  it('never throws and never invents a requirement', () => {
    const piece = fc.constantFrom(
      'numpy',
      '=',
      '==',
      '1',
      '.',
      '*',
      ' ',
      '\n',
      '- ',
      'pip:',
      '[',
      ']',
      '::',
      ',',
      '>=',
      '|',
      '"',
      'dependencies:',
      '  ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const file = parseConda(`dependencies:\n${pieces.join('')}`)
        expect(file.sources).toHaveLength(file.requirements.length)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('pieces', () => {
  it('splits match specs', () => {
    expect(parseMatchSpec('defaults::scipy 1.16 py312_0')).toEqual({
      name: 'scipy',
      channel: 'defaults',
      version: '1.16',
      build: 'py312_0',
    })
    expect(parseMatchSpec('')).toBeUndefined()
    expect(toPipSpecifier('1.2|1.3')).toHaveProperty('error')
    expect(toPipSpecifier('*')).toEqual({ specifier: '' })
  })

  it('names requirements and finds the inference server', () => {
    expect(requirementName('Ruamel.Yaml>=0.1')).toBe('ruamel-yaml')
    expect(requirementName('-r x.txt')).toBeUndefined()
    expect(hasInferenceServer(['numpy', 'azureml_inference_server_http==1.4.1'])).toBe(true)
    expect(hasInferenceServer(['azureml-defaults'])).toBe(true)
    expect(hasInferenceServer(['azureml-core'])).toBe(false)
  })
})
