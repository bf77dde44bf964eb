/** `npm run down` */
import { launcherCommand } from './launcher-command.mjs'

launcherCommand('down')
