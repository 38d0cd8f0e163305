// Photographs the scenes of the gallery, which `vite build tests/gallery` makes: `node tests/gallery/shoot.ts OUT
// [--only a,b] [--theme dark] [--size 960x600] [--language de] [--density comfortable] [--forced-colors]`.
// The pages are served under the product's content policy; what it refuses is printed.
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { NOW } from '../../src/renderer/agent/testing/fixtures.ts'
import { scenes } from './scenes.ts'
import { steps } from './steps.ts'

const root = join(import.meta.dirname, '../../.cache/gallery')
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
}
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    theme: { type: 'string', default: 'light' },
    size: { type: 'string', default: '1200x760' },
    language: { type: 'string', default: 'en' },
    density: { type: 'string', default: 'compact' },
    'forced-colors': { type: 'boolean', default: false },
  },
})
const out = positionals[0] ?? join(import.meta.dirname, '../../.cache/gallery-shots')
mkdirSync(out, { recursive: true })

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const file = path === '/' ? '/index.html' : path
  try {
    const body = readFileSync(join(root, file))
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': policy,
    })
    response.end(body)
  } catch {
    response.writeHead(404).end()
  }
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('no port')

const [width = 1200, height = 760] = (values.size ?? '').split('x').map(Number)
const executable = process.env.OFFHOOK_CHROMIUM ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] })
const context = await browser.newContext({
  forcedColors: values['forced-colors'] ? 'active' : 'none',
  viewport: { width, height },
  reducedMotion: 'reduce',
  locale: values.language === 'de' ? 'de-DE' : 'en-GB',
})
const names = values.only ? values.only.split(',') : [...Object.keys(scenes), ...Object.keys(steps)]
for (const name of names) {
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.log(`${name}: ${message.text()}`)
  })
  page.on('pageerror', (error) => console.log(`${name}: ${error.message}`))
  await page.clock.setFixedTime(NOW)
  const step = steps[name]
  const query = new URLSearchParams({
    scene: step?.scene ?? name,
    theme: values.theme ?? 'light',
    language: values.language ?? 'en',
    density: values.density ?? 'compact',
  })
  await page.goto(`http://127.0.0.1:${address.port}/?${query}`)
  await page.waitForSelector('[data-region], [data-first-run]')
  await page.waitForTimeout(250)
  page.setDefaultTimeout(4_000)
  if (step)
    await step.act(page).catch((error: Error) => console.log(`${name}: ${error.message.split('\n')[0]}`))
  await page.waitForTimeout(step ? 300 : 50)
  await page.screenshot({ path: join(out, `${name}.png`) })
  await page.close()
}
await browser.close()
server.close()
