import { expect, it } from 'vitest'
import { languageWords } from '@/components/editor/language-words'
import { completeYaml } from '@/lib/domain/yaml-language/complete'
import { hoverYaml } from '@/lib/domain/yaml-language/hover'

const words = languageWords('en')

it('says names in angle brackets, which Markdown alone would drop', () => {
  const hover = hoverYaml('model: azureml:m:1\n', 2, 'deployment')
  expect(hover && words.hover(hover, 'deployment').join('\n')).toContain('azureml:&lt;name>:&lt;version>')
  const [model] = completeYaml({ text: 'mod', offset: 3, kind: 'deployment', facts: {} }).filter(({ label }) => label === 'model')
  expect(model && words.completion(model, 'deployment').documentation).toContain('azureml:&lt;name>:&lt;version>')
})
