import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PRACTICE_COLLEAGUES } from '../../src/domain/colleague/colleague.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { barriers } from './desk/axe.ts'
import { type Desk, draft, openDesk, PASSWORD, USER } from './desk/desk.ts'

const ADA = '+12025550143'
const KEN = '+12025550188'
const OFFICE = '+12025550150'

let line: PracticeLine
let desk: Desk

beforeAll(async () => {
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  desk = await openDesk({
    customers: [
      { ...draft('Ada Byron', ADA, 'Analytical Engines'), email: 'ada@example.org', notes: 'Likes numbers' },
      draft('Ken Ito', KEN),
      draft('Charles Babbage', OFFICE, 'Analytical Engines'),
      draft('Front desk', OFFICE, 'Zuse Computers'),
    ],
  })
})

afterEach(async () => {
  await desk.clear()
  expect(desk.troubles()).toEqual([])
})

afterAll(async () => {
  await desk.close()
  await line.close()
})

const isCalled = async (from: string): Promise<void> => {
  line.call({ to: USER, from })
  await desk.hands.waitForRing()
}

const talk = async (from: string): Promise<void> => {
  await isCalled(from)
  await desk.hands.answer(await desk.hands.waitForRing())
}

const settings = (tab: string) => async (): Promise<void> => {
  await desk.page.keyboard.press('Control+4')
  await desk.page.getByRole('tab', { name: tab }).click()
}

const talkToTwo = async (): Promise<void> => {
  await talk(ADA)
  line.call({ to: USER, from: KEN })
  const second = await desk.until('the second', ({ calls }) => calls.find(({ phase }) => phase === 'ringing'))
  await desk.hands.answer(second)
  await desk.page.getByRole('button', { name: 'Swap' }).waitFor()
}

/** The screens, each from an empty desk. */
const SCENES: Readonly<Record<string, () => Promise<void>>> = {
  'the empty desk': async () => {},
  'a ringing call': () => isCalled(ADA),
  'an unknown caller': () => isCalled('+442079460123'),
  'several matches': () => isCalled(OFFICE),
  'a call': () => talk(ADA),
  'a muted call with the keypad': async () => {
    await talk(ADA)
    await desk.page.keyboard.press('Control+Shift+M')
    await desk.page.getByRole('button', { name: 'Keypad' }).click()
    await desk.page.getByRole('button', { name: 'Tone 1', exact: true }).waitFor()
  },
  'a transfer': async () => {
    await talk(ADA)
    await desk.hands.openTransfer('Ken')
    await desk.page.getByRole('option', { name: 'Ken Ito' }).waitFor()
  },
  'two calls': () => talkToTwo(),
  'a conference': async () => {
    await talkToTwo()
    await desk.page.getByRole('button', { name: 'Join the calls' }).click()
    await desk.page.getByText('You all hear each other').waitFor()
  },
  'a conference on hold': async () => {
    await talkToTwo()
    await desk.page.getByRole('button', { name: 'Join the calls' }).click()
    await desk.page.getByText('You all hear each other').waitFor()
    await desk.until('both off hold', ({ calls }) => calls.every(({ held }) => !held))
    await desk.page.keyboard.press('Control+Shift+H')
    await desk.page.getByRole('button', { name: 'Resume conference' }).waitFor()
  },
  'a wrap-up without its note': async () => {
    await talk(ADA)
    await desk.page.keyboard.press('Control+Shift+E')
    await desk.until('the wrap-up', ({ calls }) => calls[0]?.wrapUp === 'open')
    await desk.page.locator('input[type=radio]:focus').waitFor()
    await desk.page.keyboard.press('3')
    await desk.page.getByRole('radio', { name: 'Escalated', checked: true }).waitFor()
    await desk.page.keyboard.press('Enter')
    await desk.page.getByText('This disposition needs a note.').waitFor()
  },
  'a failed call': async () => {
    await desk.ask('call.dial', { to: '486', from: null })
    await desk.page.getByRole('button', { name: 'Call again' }).waitFor()
  },
  'the search': async () => {
    await desk.page.keyboard.press('Control+K')
    await desk.page.keyboard.type('ada')
    await desk.page.getByRole('option', { name: /Ada Byron/ }).waitFor()
  },
  'the menu of states': async () => {
    await desk.page.keyboard.press('Control+Shift+S')
    await desk.page.getByRole('menu').waitFor()
  },
  'colleagues, one of whom rings': async () => {
    await desk.ask('settings.save', { colleagues: PRACTICE_COLLEAGUES.map((one) => ({ ...one })) })
    await desk.until('the lamps', ({ colleagues }) =>
      colleagues.length > 0 && colleagues.every(({ state }) => state === 'free') ? true : undefined,
    )
    line.colleague('201', { state: 'ringing', from: KEN })
    line.colleague('202', { state: 'busy' })
    await desk.page.getByRole('button', { name: /Pick up/ }).waitFor()
    await desk.page.getByText('On a call', { exact: true }).waitFor()
  },
  'the list of shortcuts': async () => {
    await desk.page.keyboard.press('Control+/')
    await desk.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  },
  'the calls': async () => {
    await desk.page.keyboard.press('Control+2')
    await desk.page.getByRole('grid', { name: 'Call history' }).getByRole('row').first().click()
    await desk.page.getByRole('region', { name: 'What happened' }).waitFor()
  },
  'the customers': async () => {
    await desk.page.keyboard.press('Control+3')
    await desk.page.getByRole('grid', { name: 'Customer list' }).getByRole('row').first().click()
    await desk.page.getByRole('button', { name: 'Edit' }).waitFor()
  },
  'a new customer': async () => {
    await desk.page.keyboard.press('Control+3')
    await desk.page.getByRole('button', { name: 'New customer' }).click()
    await desk.page.getByRole('form').waitFor()
  },
  'an import': async () => {
    const file = join(desk.userData, 'list.csv')
    writeFileSync(file, 'Name,Phone,Since\nKonrad Zuse,+493023125000,1941\n')
    await desk.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, file)
    await desk.page.keyboard.press('Control+3')
    await desk.page.getByRole('button', { name: 'Import', exact: true }).click()
    await desk.page.getByRole('button', { name: 'Choose file' }).click()
    await desk.page.getByRole('cell', { name: /Konrad Zuse/ }).waitFor()
  },
  'the lines': settings('Lines'),
  'a line’s form': async () => {
    await settings('Lines')()
    await desk.page.getByRole('button', { name: /^Edit/ }).click()
    for (const group of ['Connection', 'Identity', 'Sound of calls', 'Incoming calls']) {
      await desk.page.getByRole('button', { name: group, exact: true }).click()
    }
    await desk.page.getByRole('button', { name: 'Numbers that you dial' }).click()
    await desk.page.getByRole('button', { name: 'Add rule' }).click()
  },
  'a line that was checked, with a preset': async () => {
    await settings('Lines')()
    const { page } = desk
    await page.getByRole('button', { name: /^Edit/ }).click()
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Check line' }).click()
    await page.getByText(/^The line doesn’t work yet/).waitFor()
    await page.locator('[data-state=bad]').getByRole('button', { name: 'Details' }).click()
    await page.getByRole('button', { name: /Your phone server/ }).click()
    await page.getByRole('option', { name: 'FreePBX' }).click()
    await page.getByRole('button', { name: /^What it sets/ }).click()
    await page.getByRole('button', { name: 'Good to know' }).click()
  },
  'the colleagues': settings('Colleagues'),
  'the sound': settings('Sound'),
  'the wrap-up rule': settings('Wrap-up'),
  'the breaks': settings('Breaks'),
  'the hotkeys': settings('Hotkeys'),
  'the appearance': settings('Appearance'),
}

test('the first start has no barriers, with the form and without', async () => {
  const found: string[] = []
  for (const theme of ['light', 'dark'] as const) {
    await desk.ask('settings.save', { theme })
    await desk.page.locator(`html[data-theme=${theme}]`).waitFor()
    found.push(...(await barriers(desk.page)))
    await desk.page.getByRole('button', { name: 'Connect your phone' }).click()
    await desk.page.getByRole('button', { name: 'Connection', exact: true }).click()
    found.push(...(await barriers(desk.page)))
    await desk.page.getByRole('button', { name: 'Back' }).click()
  }
  expect(found).toEqual([])
  await desk.signIn(line)
})

test.each(Object.entries(SCENES))('%s: no barriers in light or dark', async (_, prepare) => {
  await prepare()
  const found: Record<string, readonly string[]> = {}
  for (const theme of ['light', 'dark'] as const) {
    await desk.ask('settings.save', { theme })
    await desk.page.locator(`html[data-theme=${theme}]`).waitFor()
    found[theme] = await barriers(desk.page)
  }
  expect(found).toEqual({ light: [], dark: [] })
})

const focused = (): Promise<string> =>
  desk.page.evaluate(() => {
    const element = document.activeElement
    const region = element?.closest('[data-region]')?.getAttribute('data-region') ?? 'nowhere'
    const label = element?.getAttribute('aria-labelledby')?.split(' ')[0]
    const name =
      element?.getAttribute('aria-label') ||
      element?.textContent ||
      (label && document.getElementById(label)?.textContent) ||
      element?.getAttribute('value')
    return `${region}: ${name}`
  })

/** How the focus is drawn: a radio shows it on its label. */
const ring = (): Promise<string> =>
  desk.page.evaluate(() => {
    const element = document.activeElement
    const shown = (element?.matches('input[type=radio]') && element.closest('label')) || element
    if (!shown) return 'none'
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown)
    return outlineStyle === 'none' || outlineWidth === '0px' ? boxShadow : outlineStyle
  })

test('F6 walks through the parts of the window and back, and each comes with its ring of focus', async () => {
  const { page } = desk
  await talk(ADA)
  const walk = async (key: string, steps: number): Promise<readonly string[]> => {
    const regions: string[] = []
    for (let step = 0; step < steps; step += 1) {
      await page.keyboard.press(key)
      regions.push((await focused()).split(':')[0] ?? '')
      await expect.poll(ring, { message: regions.at(-1) ?? '' }).not.toBe('none')
    }
    return regions
  }
  expect(await walk('F6', 6)).toEqual(['rail', 'top', 'call', 'customer', 'wrapUp', 'rail'])
  expect(await walk('Shift+F6', 5)).toEqual(['wrapUp', 'customer', 'call', 'top', 'rail'])
})

test('Tab reaches every control of a call in the order of the eyes, and comes back to the first', async () => {
  const { page } = desk
  await talk(ADA)
  const first = page.getByRole('button', { name: 'Desk' })
  await first.focus()
  const seen: string[] = []
  do {
    seen.push(await focused())
    await page.keyboard.press('Tab')
  } while (seen.length < 80 && (await first.and(page.locator(':focus')).count()) === 0)
  expect(seen.length).toBeLessThan(80)
  const regions = seen.map((each) => each.split(':')[0] ?? '').filter((region) => region !== 'nowhere')
  const inOrder = regions.filter((region, index) => region !== regions[index - 1])
  expect(inOrder).toEqual(['rail', 'top', 'call', 'customer', 'wrapUp'])
  const names = seen.join('\n')
  for (const control of ['Search or dial', 'Mute', 'End', 'Edit', 'Dismiss', 'resolved', 'Notes']) {
    expect(names).toContain(control)
  }
})

test('what happens to a call is announced, an incoming one at once and with its key', async () => {
  const { page } = desk
  const customer = line.call({ to: USER, from: ADA })
  const urgent = page.locator('[role=alert][aria-live=assertive]').first()
  const polite = page.locator('[role=status][aria-live=polite]').first()
  const says = async (region: typeof urgent, words: RegExp): Promise<void> => {
    await expect
      .poll(async () => (await region.textContent())?.replace(/[\u2066-\u2069]/g, ''))
      .toMatch(words)
  }
  await says(urgent, /^Incoming call from Ada Byron\. Press Ctrl\+Shift\+A to answer\.$/)
  await desk.hands.answer(await desk.hands.waitForRing())
  await says(polite, /^Connected with Ada Byron$/)
  await page.keyboard.press('Control+Shift+M')
  await says(polite, /^Muted$/)
  await page.keyboard.press('Control+Shift+M')
  await says(polite, /^Unmuted$/)
  await page.keyboard.press('Control+Shift+H')
  await says(polite, /^Ada Byron is on hold$/)
  await page.keyboard.press('Control+Shift+H')
  await says(polite, /^Back with Ada Byron$/)
  await customer.hangUp()
  await says(polite, /^Call with Ada Byron ended: Call ended$/)
})

test('a ringing call takes neither the focus nor a key that was meant for something else', async () => {
  const { page } = desk
  await page.keyboard.press('Control+K')
  await page.keyboard.type('ad')
  line.call({ to: USER, from: KEN })
  await desk.until('the ring', ({ calls }) => calls[0]?.phase === 'ringing')
  await page.getByRole('group', { name: /Incoming call/ }).waitFor()
  await page.keyboard.type('a ')
  await page.keyboard.press('Enter')
  expect((await desk.view()).calls[0]?.phase).toBe('ringing')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+1')
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  expect((await desk.view()).calls[0]?.phase).toBe('ringing')
})
