import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAppLog, uncaughtIn } from '../../tools/agent/troubles.ts'
import { ensureBuilt } from '../../tools/build.ts'
import { agentWindow, launchOffhook, type RunningOffhook } from '../../tools/launch.ts'
import { withDisplay } from '../../tools/xvfb.ts'

/** A device to be refused; without Chromium's stand-in for the person who is asked, which would grant it. */
const fakeDevice = '--use-fake-device-for-media-stream'

let offhook: RunningOffhook
let userData: string
let finish: () => void = () => {}

beforeAll(async () => {
  await ensureBuilt()
  userData = await mkdtemp(join(tmpdir(), 'offhook-agent-'))
  offhook = await new Promise<RunningOffhook>((resolve, reject) => {
    withDisplay(async (env) => {
      resolve(await launchOffhook({ userData, env, microphone: 'real', args: [fakeDevice] }))
      await new Promise<void>((done) => {
        finish = done
      })
    }).catch(reject)
  })
})

afterAll(async () => {
  await offhook.close()
  finish()
  const uncaught = uncaughtIn(readAppLog(userData))
  await rm(userData, { recursive: true, force: true })
  expect(uncaught).toEqual([])
})

/** Runs a script in the page; what it rejects with comes back by name. */
async function attempt(script: string): Promise<unknown> {
  const page = await agentWindow(offhook.app)
  return page.evaluate(`Promise.resolve().then(() => ${script}).catch((error) => error.name)`)
}

describe('the agent window', () => {
  it('reaches two functions of main, and nothing of Node or Electron', async () => {
    expect(await attempt('Object.keys(window.offhook).sort().join()')).toBe('call,onView')
    expect(await attempt('Object.isFrozen(window.offhook)')).toBe(true)
    expect(await attempt('[typeof require, typeof process, typeof Buffer, typeof window.media].join()')).toBe(
      'undefined,undefined,undefined,undefined',
    )
  })

  it('gets an answer to each command of the contract, and to no other', async () => {
    expect(
      await attempt("window.offhook.call('view.get', null).then(({ revision }) => typeof revision)"),
    ).toBe('number')
    expect(await attempt("window.offhook.call('media.order', null)")).toBe('Error')
    expect(await attempt("window.offhook.call('view', null)")).toBe('Error')
    expect(await attempt("window.offhook.call('call.hangUp', { call: 7 })")).toEqual({
      ok: false,
      reason: 'badInput',
    })
    expect(await attempt("window.offhook.call('call.hangUp', { call: 'unknown' })")).toEqual({
      ok: false,
      reason: 'noSuchCall',
    })
  })

  it('has no way into the network, the machine, or another page', async () => {
    expect(await attempt("fetch('https://example.com/').then(() => 'reached')")).toBe('TypeError')
    expect(await attempt("fetch('app://media/index.html').then(() => 'reached')")).toBe('TypeError')
    expect(await attempt("fetch('file:///etc/passwd').then(() => 'reached')")).toBe('TypeError')
    expect(
      await attempt(
        "new Promise((_, reject) => { new WebSocket('ws://127.0.0.1:9').onerror = () => reject(new Error()) })",
      ),
    ).toBe('Error')
    const request = 'const request = new XMLHttpRequest(); request.onerror = () => reject(new Error())'
    expect(
      await attempt(
        `new Promise((_, reject) => { ${request}; request.open('GET', 'https://example.com/'); request.send() })`,
      ),
    ).toBe('Error')
    expect(await attempt("navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'heard')")).toBe(
      'NotAllowedError',
    )
    expect(await attempt("navigator.clipboard.readText().then(() => 'read')")).toBe('NotAllowedError')
    expect(await attempt("String(window.open('https://example.com/'))")).toBe('null')
    // In a timer, because what Playwright evaluates itself is exempt.
    const later =
      "new Promise((done) => setTimeout(() => { try { done(eval('1')) } catch (e) { done(e.name) } }))"
    expect(await attempt(later)).toBe('EvalError')
    await attempt("location.assign('https://example.com/')")
    await attempt("location.assign('app://media/index.html')")
    expect(await attempt('location.href')).toMatch(/^app:\/\/agent\/index\.html/)
  })

  it('is given no permission by being asked for it', async () => {
    const asked: Readonly<Record<string, string>> = {
      camera: "navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'seen')",
      screen: "navigator.mediaDevices.getDisplayMedia().then(() => 'seen')",
      place: `new Promise((_, reject) => navigator.geolocation.getCurrentPosition(() => {}, () => reject(new Error())))`,
      notifications: "Notification.requestPermission().then((answer) => answer === 'granted')",
      midi: "navigator.requestMIDIAccess().then(() => 'played')",
      storage: 'navigator.storage.persist()',
    }
    const answers: Record<string, unknown> = {}
    for (const [name, script] of Object.entries(asked)) answers[name] = await attempt(script)
    expect(answers).toEqual({
      camera: 'NotAllowedError',
      screen: expect.stringMatching(/^(NotAllowedError|NotSupportedError|InvalidStateError)$/),
      place: 'Error',
      notifications: false,
      midi: expect.stringMatching(/^(NotAllowedError|SecurityError)$/),
      storage: false,
    })
  })

  it('breaks none of its own rules when it loads', async () => {
    const page = await agentWindow(offhook.app)
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await page.reload()
    await page.getByRole('heading', { name: 'Welcome to Offhook' }).waitFor()
    expect(errors).toEqual([])
  })

  it('runs no script that gets into its page', async () => {
    const inline = `new Promise((resolve) => {
      addEventListener('securitypolicyviolation', ({ violatedDirective }) => resolve(violatedDirective), { once: true })
      const script = document.createElement('script')
      script.textContent = 'window.gotIn = true'
      document.body.append(script)
    })`
    expect(await attempt(inline)).toBe('script-src-elem')
    expect(await attempt('typeof window.gotIn')).toBe('undefined')
  })

  it('is back within two seconds when its page is killed', async () => {
    const pid = (): Promise<number> =>
      offhook.app.evaluate(({ BrowserWindow }) => {
        const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
          webContents.getURL().startsWith('app://agent/'),
        )
        return window?.webContents.getOSProcessId() ?? 0
      })
    const answers = (): Promise<string> =>
      offhook.app.evaluate(({ BrowserWindow }) => {
        const window = BrowserWindow.getAllWindows().find(({ webContents }) =>
          webContents.getURL().startsWith('app://agent/'),
        )
        if (window === undefined || window.webContents.isCrashed()) return 'gone'
        return window.webContents.executeJavaScript("document.querySelector('#root > *') ? 'drawn' : 'empty'")
      })
    const before = await pid()
    process.kill(before, 'SIGKILL')
    const killedAt = performance.now()
    await expect.poll(pid, { timeout: 10_000, interval: 20 }).not.toBe(before)
    await expect.poll(answers, { timeout: 10_000, interval: 20 }).toBe('drawn')
    expect(performance.now() - killedAt).toBeLessThan(2_000)
  })
})
