import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractFile, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { electronEnvironment } from '../../tools/electron/environment.ts'
import { runtimeArguments, thisMachine } from '../../tools/launch.ts'
import { inRoot } from '../../tools/paths.ts'
import { runOrFail } from '../../tools/run.ts'
import { withDisplay } from '../../tools/xvfb.ts'

let folder = ''
let app = { executable: '', resources: '' }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-package-'))
  const output = join(folder, 'release')
  await runOrFail(process.execPath, [inRoot('tools', 'package.ts'), '--output', output])
  app = packagedApp(output)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function packagedApp(output: string): typeof app {
  const unpacked = readdirSync(output, { withFileTypes: true }).find((entry) => entry.isDirectory())
  const home = join(output, unpacked?.name ?? '')
  switch (process.platform) {
    case 'darwin': {
      const contents = join(home, 'Offhook.app', 'Contents')
      return { executable: join(contents, 'MacOS', 'Offhook'), resources: join(contents, 'Resources') }
    }
    case 'win32':
      return { executable: join(home, 'Offhook.exe'), resources: join(home, 'resources') }
    default:
      return { executable: join(home, 'offhook'), resources: join(home, 'resources') }
  }
}

test('the package holds what was built, and of the libraries only better-sqlite3', () => {
  const archive = join(app.resources, 'app.asar')
  const files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'))
  const kinds = new Set(files.map((file) => file.split('/')[1]))
  expect([...kinds].sort()).toEqual(['dist', 'node_modules', 'package.json', 'resources'])
  const libraries = files.filter((file) => /^\/node_modules\/[^/]+$/.test(file))
  expect(libraries).toEqual(['/node_modules/better-sqlite3'])
  expect(files.filter((file) => /\.(ts|map)$/.test(file))).toEqual([])
  const about = JSON.parse(extractFile(archive, 'package.json').toString())
  expect(about.main).toBe('dist/main/main.js')
})

test("the native library lies beside the archive, and Electron's development app is gone", () => {
  const unpacked = join(app.resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3')
  const natives = readdirSync(unpacked, { recursive: true }).filter((file) => String(file).endsWith('.node'))
  expect(natives.length).toBeGreaterThan(0)
  expect(existsSync(join(app.resources, 'default_app.asar'))).toBe(false)
  expect(existsSync(join(app.resources, 'app'))).toBe(false)
})

test("the executable's fuses are set", async () => {
  const wire = await getCurrentFuseWire(app.executable)
  expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE)
  expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE)
  expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE)
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE)
  expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(FuseState.ENABLE)
  expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(FuseState.DISABLE)
})

test('the packaged app starts, registers with its practice line, and quits when it is told to', async () => {
  const userData = join(folder, 'user')
  await withDisplay(async (env) => {
    const child = start(userData, env)
    try {
      await vi.waitFor(async () => expect(await lineState(userData)).toBe('registered'), {
        timeout: 60_000,
        interval: 500,
      })
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      expect((await ended)[0]).toBe(0)
    } finally {
      child.kill('SIGKILL')
    }
  })
  const header = readFileSync(join(userData, 'journal.db')).toString('latin1', 0, 15)
  expect(header).toBe('SQLite format 3')
})

/** Not under Playwright's launcher: that needs Node's inspector, which a packaged Offhook refuses. */
function start(userData: string, env: NodeJS.ProcessEnv): ChildProcess {
  const args = runtimeArguments({ userData, microphone: 'fake' }, thisMachine())
  return spawn(app.executable, [...args, '--remote-debugging-port=0', '--practice'], {
    env: { ...electronEnvironment(), ...env },
    stdio: 'ignore',
  })
}

/** Asks the agent's window, as DevTools would. Chromium writes the port that it chose into the user's folder. */
async function lineState(userData: string): Promise<unknown> {
  const [port] = readFileSync(join(userData, 'DevToolsActivePort'), 'utf8').split('\n')
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
  const targets = (await answer.json()) as { url: string; webSocketDebuggerUrl: string }[]
  const agent = targets.find(({ url }) => url.startsWith('app://agent/'))
  if (agent === undefined) throw new Error("the agent's window is not open")
  return evaluate(
    agent.webSocketDebuggerUrl,
    "offhook.call('view.get', null).then(({ lines }) => lines[0]?.state)",
  )
}

async function evaluate(address: string, expression: string): Promise<unknown> {
  const socket = new WebSocket(address)
  try {
    await once(socket, 'open')
    const params = { expression, awaitPromise: true, returnByValue: true }
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }))
    const [message] = await once(socket, 'message', { signal: AbortSignal.timeout(5_000) })
    return JSON.parse((message as MessageEvent<string>).data).result?.result?.value
  } finally {
    socket.close()
  }
}
