// Type-checks each folder with its own tsconfig, so that for example `domain` can't even name `window`.
import { spawnSync } from 'node:child_process'

const folders = [
  'src/domain',
  'src/contract',
  'src/main',
  'src/preload',
  'src/practice',
  'src/renderer/agent',
  'src/renderer/media',
  'tools',
  'tests',
]
const chosen = process.argv.slice(2)
const failed = (chosen.length > 0 ? chosen : folders).filter((folder) => {
  const run = spawnSync('node_modules/.bin/tsc', ['-p', folder], { stdio: 'inherit' })
  return run.status !== 0
})
if (failed.length > 0) console.error(`typecheck failed in ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
