import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { startPracticeLine } from '../../src/practice/practice-line.ts'
import { inRoot, root } from '../../tools/paths.ts'
import { customersFile } from './customers-file.ts'
import { journalFile } from './journal-file.ts'
import { type Bench, type Measurement, median } from './measurement.ts'
import { run } from './run.ts'
import { benchUserData } from './user-data.ts'

const ROUNDS = 15

const BARE_MAIN = `
const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1200, height: 760, webPreferences: { sandbox: true } })
  window.loadFile('index.html', { query: { server: process.env.BARE_SERVER, domain: process.env.BARE_DOMAIN } })
})
`

const BARE_PAGE = `
import { Registerer, UserAgent } from 'sip.js'
const { server, domain } = Object.fromEntries(new URLSearchParams(location.search))
const ua = new UserAgent({
  uri: UserAgent.makeURI('sip:bare@' + domain),
  authorizationUsername: 'bare',
  authorizationPassword: 'bare',
  transportOptions: { server },
  logBuiltinEnabled: false,
})
ua.start().then(() => new Registerer(ua).register())
`

/** The least that an Electron phone can be: one window, SIP.js in its page. Gives its folder. */
async function buildBareApp(): Promise<string> {
  const source = inRoot('.cache', 'bench', 'bare-source')
  const out = inRoot('.cache', 'bench', 'bare-app')
  mkdirSync(source, { recursive: true })
  writeFileSync(join(source, 'page.js'), BARE_PAGE)
  await build({
    configFile: false,
    root: source,
    logLevel: 'error',
    build: {
      outDir: out,
      emptyOutDir: true,
      // No module: a page from a file may not load those.
      lib: { entry: 'page.js', formats: ['iife'], name: 'bare', fileName: () => 'page.js' },
    },
  })
  writeFileSync(
    join(out, 'index.html'),
    '<!doctype html><meta charset="utf-8"><script src="page.js"></script>',
  )
  writeFileSync(join(out, 'package.json'), '{"name":"bare","version":"1.0.0","main":"main.cjs"}')
  writeFileSync(join(out, 'main.cjs'), BARE_MAIN)
  return out
}

async function measure(): Promise<readonly Measurement[]> {
  const line = await startPracticeLine({ users: { bare: 'bare', agent: 'agent' }, media: 'none' })
  const bareApp = await buildBareApp()
  const userData = benchUserData({
    journal: journalFile(100_000, Date.now()),
    customers: await customersFile(1_000_000),
    server: line.url,
    user: 'agent',
    domain: line.domain,
  })
  const bareData = mkdtempSync(join(tmpdir(), 'offhook-bench-bare-'))

  /** Milliseconds from spawn to the accepted REGISTER. */
  const once = async (user: string, app: string, data: string, env: NodeJS.ProcessEnv): Promise<number> => {
    const running = await run(app, data, env)
    await line.registered(user)
    const ms = performance.now() - running.begun
    await running.stop()
    line.dropConnections()
    await line.unregistered(user)
    return ms
  }
  const pairs: [product: number, bare: number][] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const mine = await once('agent', root, userData, { OFFHOOK_PASSWORD: 'agent' })
    const bare = await once('bare', bareApp, bareData, { BARE_SERVER: line.url, BARE_DOMAIN: line.domain })
    // The first of each reads its files from the disk.
    if (round > 0) pairs.push([mine, bare])
  }
  await line.close()
  rmSync(userData, { recursive: true })
  rmSync(bareData, { recursive: true, force: true })

  const ratio = median(pairs.map(([mine, bare]) => mine / bare))
  return [
    {
      id: 'start',
      what: 'start → registered, 1 M customers, 100 k calls',
      value: median(pairs.map(([mine]) => mine)),
      unit: 'ms',
      against: `a bare Electron window with SIP.js, ${median(pairs.map(([, bare]) => bare)).toFixed(0)} ms`,
      ratio,
      target: '≤ 1.3',
      holds: ratio <= 1.3,
    },
  ]
}

export const startBench: Bench = { ids: ['start'], measure }
