/** A log as busy deployments write it: lines of the inference server with a traceback now and then. */
import { closeSync, openSync, writeSync } from 'node:fs'

export const needle = 'checkpoint-7f3a'

/** Writes `lines` lines of about 125 bytes, ten a millisecond; every 100,000th holds `needle`. */
export function writeServerLog(path: string, lines: number, startMs = Date.UTC(2026, 0, 1)): void {
  const file = openSync(path, 'w')
  let text = ''
  for (let line = 0; line < lines; line++) {
    const time = new Date(startMs + Math.floor(line / 10)).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23)
    if (line % 5000 === 4990) text += `${time} E [4821] azmlinfsrv - Encountered Exception: Traceback (most recent call last):\n`
    else if (line % 5000 === 4991)
      text += '  File "onlinescoring/score.py", line 24, in run, which reads the list of features from the body of the request\n'
    else if (line % 5000 === 4992) text += "KeyError: 'data'\n"
    else if (line % 2 === 0)
      text += `${time} I [4821] azmlinfsrv.print - request ${line} received: 10 features, model diabetes:7, batch of one row and ${line % 100_000 === 0 ? needle : 'nothing else'}\n`
    else text += `${time} I [4821] gunicorn.access -  - - [01/Jan/2026] "POST /score HTTP/1.1" 200 27 "-" "python" 1292us 6b1f${line}\n`
    if (text.length > 1_000_000) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
}
