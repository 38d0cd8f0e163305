// `npm run package`: the unpacked app for this machine, in release/. `-- --installers`: the installers of its system,
// for which electron-builder fetches tools from GitHub.
import { parseArgs } from 'node:util'
import { ensureBuilt } from './build.ts'
import { inRoot, root } from './paths.ts'
import { run } from './run.ts'
import { setUp } from './setup.ts'

const { values } = parseArgs({
  options: {
    installers: { type: 'boolean', default: false },
    output: { type: 'string', default: 'release' },
  },
})

process.exitCode = await pack()

async function pack(): Promise<number> {
  const electron = await setUp()
  if (values.installers && electron.kind === 'fallback') {
    console.error(
      `Installers are made from Electron's own release, which could not be downloaded. Electron ${electron.version} ` +
        'out of the npm registry is for development and tests only.',
    )
    return 1
  }
  await ensureBuilt()
  const { code } = await run(
    process.execPath,
    [
      inRoot('node_modules', 'electron-builder', 'cli.js'),
      ...(values.installers ? [] : ['--dir']),
      '--publish=never',
      `--config.electronDist=${electron.dist}`,
      `--config.electronVersion=${electron.version}`,
      `--config.directories.output=${values.output}`,
    ],
    { cwd: root, show: true },
  )
  return code
}
