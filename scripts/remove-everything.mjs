/** `npm run remove-everything [-- --backup FILE] [--yes]` */
import { launcherCommand } from './launcher-command.mjs'

launcherCommand('remove')
