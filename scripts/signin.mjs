/** `npm run signin` */
import { launcherCommand } from './launcher-command.mjs'

launcherCommand('signin')
