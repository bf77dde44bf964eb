// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { EndpointProvider, useEndpoint } from '@/components/overview/endpoint-context'
import { acceptingActions, anEndpoint } from '@/components/overview/endpoint-for-test'
import { renderInStudio } from '@/components/ui/render-for-test'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function Description() {
  return <p>{useEndpoint().detail.description}</p>
}

it('reads once when it opens: what the server gave may be older than a change nobody listened to', async () => {
  const initial = anEndpoint({ description: 'as prefetched' })
  vi.stubGlobal('fetch', async () => Response.json({ ...initial, description: 'as it is' }))
  renderInStudio(
    <EndpointProvider initial={initial} actions={acceptingActions()}>
      <Description />
    </EndpointProvider>,
  )
  expect(screen.getByText('as prefetched')).toBeTruthy()
  expect(await screen.findByText('as it is')).toBeTruthy()
})
