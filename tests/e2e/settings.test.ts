import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { type Desk, openDesk, PASSWORD, USER } from './desk/desk.ts'

let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk()
  await desk.signIn(line)
})

afterAll(async () => {
  await desk.close()
  await line.close()
})

async function open(section: string): Promise<void> {
  await desk.page.keyboard.press('Control+4')
  await desk.page.getByRole('tab', { name: section }).click()
}

test('settings are kept over a restart', async () => {
  const { page } = desk
  await open('Appearance')
  await page.getByRole('radio', { name: 'Dark' }).click()
  await page.getByRole('radio', { name: 'Comfortable' }).click()
  await open('Lines')
  await page.getByText('A second caller may ring').click()
  await open('Wrap-up')
  await page.getByText('Disposition is optional').click()
  await page.getByRole('button', { name: 'Add disposition' }).click()
  await page.getByRole('textbox', { name: 'Disposition' }).last().fill('Renewed')
  await page.getByRole('button', { name: 'Save dispositions' }).click()
  await open('Breaks')
  await page.getByRole('button', { name: 'Add reason' }).click()
  await page.getByRole('textbox', { name: 'Reason' }).last().fill('Siesta')
  await page.getByRole('button', { name: 'Save reasons' }).click()
  await open('Hotkeys')
  await page.getByRole('button', { name: /^Mute or unmute, In this window/ }).click()
  await page.keyboard.press('Control+Shift+U')
  await page.getByRole('button', { name: /^Mute or unmute, In this window: Ctrl\+Shift\+U/ }).waitFor()
  await open('Sound')
  await page.getByRole('button', { name: /Microphone/ }).click()
  await page.getByRole('option').last().click()

  const wanted = await desk.until('all of it', ({ settings, devices }) =>
    settings.dispositions.some(({ label }) => label === 'Renewed') &&
    settings.breakReasons.some(({ label }) => label === 'Siesta') &&
    devices.chosen.microphone !== null
      ? settings
      : null,
  )
  expect(wanted).toMatchObject({
    theme: 'dark',
    density: 'comfortable',
    callWaiting: false,
    wrapUp: { mode: 'optional' },
  })
  const { chosen } = (await desk.view()).devices
  const { device, ...bounds } = await windowBounds()
  expect(device).toBe(1)

  await desk.restart()
  const view = await desk.until('a view', (now) => now)
  expect(view.settings).toEqual(wanted)
  expect(view.devices.chosen).toEqual(chosen)
  expect(await windowBounds()).toMatchObject(bounds)
  expect(await desk.page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
  expect(view.accounts[0]).toMatchObject({ kind: 'own', server: line.url, user: USER, hasPassword: false })
})

test('a long form scrolls by itself and never takes the window along', async () => {
  const { page } = desk
  await open('Lines')
  await page.getByRole('button', { name: /^Edit/ }).click()
  for (const group of ['Connection', 'Identity', 'Incoming calls']) {
    await page.getByRole('button', { name: group }).click()
  }
  const top = await page.evaluate(() => {
    document.documentElement.scrollTop = 1000
    return document.documentElement.scrollTop
  })
  expect(top).toBe(0)
})

async function windowBounds(): Promise<{ width: number; height: number; device: number }> {
  return desk.page.evaluate(() => ({
    width: window.outerWidth,
    height: window.outerHeight,
    device: window.devicePixelRatio,
  }))
}

test('the changed key works, the old one no more, and a second caller hears busy', async () => {
  const { page } = desk
  await desk.signIn(line)
  await page.keyboard.press('Control+1')
  const customer = line.call({ to: USER, from: '+12025550143' })
  const call = await desk.hands.answer(await desk.hands.waitForRing())
  await page.keyboard.press('Control+Shift+M')
  await page.keyboard.press('Control+Shift+U')
  await desk.until('the muted call', ({ calls }) => calls[0]?.muted)
  // The key turns round what the window shows, which is drawn a moment after it is so.
  await page.getByRole('button', { name: 'Mute', pressed: true }).waitFor()
  await page.keyboard.press('Control+Shift+U')
  await desk.until('the call with its microphone', ({ calls }) => calls[0]?.muted === false)
  expect(await line.call({ to: USER, from: '+12025550144' }).ended()).toMatchObject({ code: 486 })
  await customer.hangUp()
  await desk.until('the wrap-up', ({ calls }) => calls[0]?.wrapUp === 'open')
  // Optional: Done closes it in any case, and the new disposition can be chosen.
  await page.getByRole('radio', { name: 'Renewed' }).waitFor()
  await page.getByRole('button', { name: 'Done' }).click()
  await desk.until('the closed wrap-up', ({ calls }) => calls.every(({ id }) => id !== call.id))
})

test('two actions can’t have the same keys', async () => {
  const { page } = desk
  await open('Hotkeys')
  await page.getByRole('button', { name: /^Hold or resume, In this window/ }).click()
  await page.keyboard.press('x')
  await page.getByText('Use Ctrl, Alt or a function key').waitFor()
  await page.keyboard.press('Control+Shift+U')
  await page.getByText('Two actions have the same keys.').waitFor()
  const { settings } = await desk.view()
  expect(settings.hotkeys.find(({ action }) => action === 'hold')?.focused).toBe('CommandOrControl+Shift+H')
})

test('global hotkeys work in every program once they are switched on, and say when they can’t', async () => {
  const { page } = desk
  await open('Hotkeys')
  const registered = (keys: string): Promise<boolean> =>
    desk.app.evaluate(({ globalShortcut }, accelerator) => globalShortcut.isRegistered(accelerator), keys)
  expect(await registered('CommandOrControl+Shift+F9')).toBe(false)
  await page.getByText('Hotkeys that work in every program').click()
  await desk.until('working hotkeys', ({ settings }) =>
    settings.hotkeys.some(({ action, state }) => action === 'answer' && state === 'ok'),
  )
  expect(await registered('CommandOrControl+Shift+F9')).toBe(true)
  await page.getByText('Hotkeys that work in every program').click()
  await expect.poll(() => registered('CommandOrControl+Shift+F9')).toBe(false)
})
