/** The page of the peer in bench:logs-view: @melloware/react-logviewer, given the whole text of a log once it is here. */
import { LazyLog } from '@melloware/react-logviewer'
import { createRoot } from 'react-dom/client'

const height = 640

/** Reads the log, then hands it to the component; resolves with the moment of that. */
async function open(): Promise<number> {
  const box = document.getElementById('root')
  if (!box) throw new Error('the page has no #root')
  const text = await (await fetch('/log')).text()
  const root = createRoot(box)
  const show = (follow: boolean) =>
    root.render(
      <div style={{ height }}>
        <LazyLog text={text} height={height} follow={follow} selectableLines enableSearch={false} />
      </div>,
    )
  const began = performance.now()
  show(true)
  // It would scroll back against the hand: its own ScrollFollow switches following off in the same way.
  Object.assign(window, { stopFollowing: () => show(false) })
  return began
}

Object.assign(window, { openLog: open })
