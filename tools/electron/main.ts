// `node tools/electron/main.ts`: prints the path of the Electron that the tools use.
import { resolveElectron } from './resolve.ts'

const electron = await resolveElectron()
console.log(electron.path)
