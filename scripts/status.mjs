/** `npm run status` */
import { launcherCommand } from './launcher-command.mjs'

launcherCommand('status')
