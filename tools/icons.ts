// `node tools/icons.ts`: draws every icon file out of the two SVG files in resources/icons.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronEnvironment } from './electron/environment.ts'
import { resolveElectron } from './electron/resolve.ts'
import { icns, ico } from './icon-files.ts'
import { runtimeArguments, thisMachine } from './launch.ts'
import { inRoot } from './paths.ts'
import { runOrFail } from './run.ts'
import { withDisplay } from './xvfb.ts'

const folder = inRoot('resources', 'icons')

async function draw(svg: string, sizes: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
  const electron = await resolveElectron()
  const script = inRoot('tools', 'electron', 'rasterise.mjs')
  const output = await withDisplay((env) =>
    runOrFail(
      electron.path,
      [...runtimeArguments({}, thisMachine()), script, join(folder, svg), sizes.join(',')],
      { env: { ...electronEnvironment(), DISPLAY: env.DISPLAY } },
    ),
  )
  const images = output.match(/^\d+:[\w+/=]+$/gm) ?? []
  return new Map(
    images.map((line) => {
      const [size = '', data = ''] = line.split(':')
      return [Number(size), Buffer.from(data, 'base64')]
    }),
  )
}

const app = await draw('offhook.svg', [16, 24, 32, 48, 64, 128, 256, 512, 1024])
for (const size of [16, 32, 48, 64, 128, 256, 512]) {
  writeFileSync(join(folder, `${size}x${size}.png`), app.get(size) ?? '')
}
writeFileSync(join(folder, 'icon.ico'), ico(app))
writeFileSync(join(folder, 'icon.icns'), icns(app))

const tray = await draw('tray.svg', [16, 32])
writeFileSync(join(folder, 'trayTemplate.png'), tray.get(16) ?? '')
writeFileSync(join(folder, 'trayTemplate@2x.png'), tray.get(32) ?? '')
