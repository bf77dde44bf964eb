import { expect, test } from 'vitest'
import { deploymentColour, deploymentPalette } from '@/lib/domain/colours/deployment-colour'

test('a deployment named like a colour has it, whatever the case', () => {
  expect(deploymentColour('blue')).toBe('blue')
  expect(deploymentColour('Green')).toBe('green')
  expect(deploymentColour('purple')).toBe('violet')
})

test('other names keep their colour and never look like blue, green or a failure', () => {
  for (let index = 0; index < 200; index += 1) {
    const colour = deploymentColour(`model-${index}`)
    expect(deploymentColour(`MODEL-${index}`)).toBe(colour)
    expect(deploymentPalette).toContain(colour)
    expect(['blue', 'green', 'red']).not.toContain(colour)
  }
})
