// Run in Electron: prints `SIZE:PNG in base64` for each of the sizes, drawn from an SVG file.
import { readFileSync } from 'node:fs'
import { app, BrowserWindow } from 'electron'

const [file, sizes] = process.argv.slice(-2)

async function rasterise() {
  const window = new BrowserWindow({ show: false })
  await window.loadURL('data:text/html,')
  const svg = `data:image/svg+xml;base64,${readFileSync(file).toString('base64')}`
  for (const size of sizes.split(',').map(Number)) {
    const png = await window.webContents.executeJavaScript(`(async () => {
      const image = new Image(${size}, ${size})
      image.src = ${JSON.stringify(svg)}
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} })
      canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size})
      return canvas.toDataURL('image/png')
    })()`)
    process.stdout.write(`${size}:${png.split(',')[1]}\n`)
  }
  app.quit()
}

app.whenReady().then(rasterise)
