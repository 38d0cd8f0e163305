import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { View } from '../../../contract/view.ts'
import { account, line, view } from '../testing/fixtures.ts'
import { type Drawn, draw } from '../testing/render.tsx'

async function open(section: string, part: Partial<View> = {}): Promise<Drawn> {
  const drawn = await draw(view(part))
  await drawn.user.click(screen.getByRole('button', { name: 'Settings' }))
  await drawn.user.click(screen.getByRole('tab', { name: section }))
  return drawn
}

const edit = async (part: Partial<View> = {}): Promise<Drawn> => {
  const drawn = await open('Lines', part)
  await drawn.user.click(screen.getByRole('button', { name: /^Edit/ }))
  return drawn
}

test('an account is saved as typed; an empty password leaves the old one', async () => {
  const { user, sent } = await edit()
  await user.clear(screen.getByRole('textbox', { name: 'User or extension' }))
  await user.type(screen.getByRole('textbox', { name: 'User or extension' }), '204')
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(sent('account.save')).toMatchObject([
    {
      id: 'support',
      server: 'wss://pbx.example.com:8089/ws',
      user: '204',
      password: null,
      country: 'DE',
      dtmf: 'rfc4733',
    },
  ])
})

test('bad values are refused beside their fields, and a group that was closed opens for its own', async () => {
  const { user, fake, sent } = await edit()
  fake.answer('account.save', {
    ok: false,
    reason: 'badFields',
    fields: { server: 'serverNotSecure', caFile: 'caUnreadable' },
  })
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  const server = screen.getByRole('textbox', { name: 'Server' })
  expect(server.getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByText(/Only encrypted lines are allowed/)).toBeTruthy()
  expect(screen.getByText(/This file can’t be read/)).toBeTruthy()
  expect(screen.getByRole('textbox', { name: 'Certificates to trust' }).getAttribute('aria-invalid')).toBe(
    'true',
  )
  expect(sent('account.save')).toHaveLength(1)
})

test('a proxy out of reach is told of beside its field, and saved by whoever saves again', async () => {
  const { user, fake, sent } = await edit({ accounts: [account({ transport: 'tcp' })] })
  fake.answer('account.save', {
    ok: false,
    reason: 'badFields',
    fields: { outboundProxy: 'proxyUnreachable' },
  })
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(screen.getByText(/This proxy can’t be reached/)).toBeTruthy()
  expect(sent('account.save')).toMatchObject([{ evenUnreachable: false }])
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(sent('account.save')).toMatchObject([{ evenUnreachable: false }, { evenUnreachable: true }])
})

test('where the machine has no safe place, the password is kept for the session only', async () => {
  const { user, sent } = await edit({ secretStore: 'basicText' })
  expect(screen.getByRole('checkbox', { name: /Keep the password/ })).toHaveProperty('disabled', true)
  await user.type(screen.getByLabelText('Password'), 'secret')
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(sent('account.save')).toMatchObject([{ password: 'secret', keepPassword: false }])
})

test('a line is removed only after a second word', async () => {
  const { user, sent } = await edit()
  await user.click(screen.getByRole('button', { name: 'Remove line' }))
  expect(sent('account.remove')).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Remove line' }))
  expect(sent('account.remove')).toEqual([{ account: 'support' }])
})

test('pushed calls are let through for named callers, one a line', async () => {
  const { user, sent } = await edit()
  await user.click(screen.getByRole('button', { name: 'Incoming calls' }))
  await user.click(screen.getByRole('button', { name: /ask to be answered at once/ }))
  await user.click(screen.getByRole('option', { name: /when they come from certain numbers/ }))
  await user.type(
    screen.getByRole('textbox', { name: 'Numbers that may push calls' }),
    ' 200 {Enter}{Enter}dialer',
  )
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(sent('account.save')).toMatchObject([{ autoAnswer: { mode: 'named', from: ['200', 'dialer'] } }])
})

test('a header gets a meaning, and one without a name is not saved', async () => {
  const { user, sent } = await open('Lines')
  await user.click(screen.getByRole('button', { name: 'Add header' }))
  await user.click(screen.getByRole('button', { name: 'Save headers' }))
  expect(screen.getByText('Each row needs a header.')).toBeTruthy()
  await user.type(screen.getByRole('textbox', { name: 'Header' }), ' X-Segment ')
  await user.click(screen.getByRole('button', { name: /Means/ }))
  await user.click(screen.getByRole('option', { name: 'Field' }))
  await user.type(screen.getByRole('textbox', { name: 'Name of the field' }), 'Segment')
  await user.click(screen.getByRole('button', { name: 'Save headers' }))
  expect(sent('settings.save')).toMatchObject([
    { headerRules: [{ header: 'X-Segment', part: '', to: 'field', label: 'Segment' }] },
  ])
})

test('a pasted INVITE shows what the rules read, which header decides, and what the line would do', async () => {
  const { user } = await open('Lines', {
    settings: {
      ...view().settings,
      headerRules: [{ id: '1', header: 'X-Lead-Id', part: '', to: 'lead', label: '' }],
    },
  })
  const field = screen.getByRole('textbox', { name: 'Try an INVITE' })
  await user.click(field)
  await user.paste('X-Lead-Id: 4711\nX-AUTOANSWER: TRUE\nCall-Info: <sip:pbx>;answer-after=5')
  expect(screen.getByText('4711')).toBeTruthy()
  expect(screen.getByText('Decides').parentElement?.textContent).toContain('Call-Info')
  expect(screen.getByText('Outranked').parentElement?.textContent).toContain('X-AUTOANSWER')
  expect(screen.getByText(/it would ring: this line answers no call by itself/)).toBeTruthy()
  await user.clear(field)
  await user.paste('hello')
  expect(screen.getByText(/There are no headers in this/)).toBeTruthy()
})

const TWO: Partial<View> = {
  lines: [
    line({ label: 'Support', callerIds: ['+4930901820', '+4930901821'] }),
    line({ id: 'sales', label: 'Sales', isDefault: false, state: 'offline', reason: 'noAnswer' }),
  ],
  accounts: [account({ label: 'Support' }), account({ id: 'sales', label: 'Sales', isDefault: false })],
}

test('each line stands in the list with its state, and another one is made the default', async () => {
  const { user, sent } = await open('Lines', TWO)
  expect(screen.getByText('The server does not answer.', { exact: false })).toBeTruthy()
  await user.click(screen.getByRole('button', { name: /Make .*Sales.* the default line/ }))
  expect(sent('account.makeDefault')).toEqual([{ account: 'sales' }])
  await user.click(screen.getByRole('button', { name: 'Try now' }))
  expect(sent('line.retry')).toEqual([{ account: 'sales' }])
})

test('a line is added with three fields, and the rest is as most have it', async () => {
  const { user, sent } = await open('Lines', TWO)
  await user.click(screen.getByRole('button', { name: 'Add line' }))
  await user.type(screen.getByRole('textbox', { name: 'Server' }), 'sip.provider.example')
  await user.type(screen.getByRole('textbox', { name: 'User or extension' }), '4930901822')
  await user.type(screen.getByLabelText('Password'), 'secret')
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(sent('account.save')).toMatchObject([
    { id: null, transport: 'auto', server: 'sip.provider.example', media: { srtp: 'off', ports: null } },
  ])
  expect(screen.getByRole('button', { name: 'Add line' })).toBeTruthy()
})

test('a server that is a WebSocket makes a WebRTC line of it', async () => {
  const { user } = await open('Lines', TWO)
  await user.click(screen.getByRole('button', { name: 'Add line' }))
  await user.type(screen.getByRole('textbox', { name: 'Server' }), 'wss://pbx.example/ws')
  expect(screen.getByRole('radio', { name: /WebRTC/ })).toHaveProperty('checked', true)
})

test('the test field says what would be dialled, and which rule does it', async () => {
  const { user, sent } = await open('Lines', TWO)
  await user.click(screen.getByRole('button', { name: /^Edit .*Sales/ }))
  await user.click(screen.getByRole('button', { name: 'Numbers that you dial' }))
  await user.click(screen.getByRole('button', { name: 'Add rule' }))
  await user.type(screen.getByRole('textbox', { name: 'Numbers like' }), '+49*')
  await user.type(screen.getByRole('textbox', { name: 'Are dialled as' }), '0*')
  await user.type(screen.getByRole('textbox', { name: 'Prefix for outside lines' }), '9')
  await user.type(screen.getByRole('textbox', { name: 'Try a number' }), '+49 30 901820')
  const result = screen.getByText(/^Dials/).closest('output')
  expect(result?.textContent).toMatch(
    /Dials .*9030901820.*by the rule .*\+49\*.* to .*0\*.*With the prefix .*9/,
  )
  await user.clear(screen.getByRole('textbox', { name: 'Try a number' }))
  await user.type(screen.getByRole('textbox', { name: 'Try a number' }), 'Ana')
  expect(screen.getByText('That can’t be dialled. Check the number.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(sent('account.save')).toMatchObject([
    {
      id: 'sales',
      numbers: { rules: [{ pattern: '+49*', replacement: '0*' }], outsidePrefix: '9', internalDigits: 4 },
    },
  ])
})

test('a device is chosen, and the ringer can be heard', async () => {
  const { user, sent } = await open('Sound')
  await user.click(screen.getByRole('button', { name: /Ringer/ }))
  await user.click(screen.getByRole('option', { name: 'Built-in speakers' }))
  expect(sent('device.choose')).toEqual([{ role: 'ringer', device: 's2' }])
  await user.click(screen.getByRole('button', { name: 'Test ring' }))
  expect(sent('device.testRing')).toEqual([null])
})

test('a chosen device that is unplugged stays chosen, and what stands in for it is named', async () => {
  const { devices } = view()
  await open('Sound', {
    devices: {
      ...devices,
      chosen: { ...devices.chosen, speaker: { id: 'gone', label: 'Old headset' } },
      inUse: { ...devices.inUse, speaker: { id: 's2', label: 'Built-in speakers' } },
    },
  })
  expect(screen.getByRole('button', { name: /Old headset.*Speaker/ })).toBeTruthy()
  expect(screen.getByText(/Not plugged in. Using .*Built-in speakers.* until it is back./)).toBeTruthy()
})

test('dispositions are ordered, changed and saved together; an id outlives its words', async () => {
  const { user, sent } = await open('Wrap-up')
  await user.click(screen.getByRole('button', { name: /Move .*Callback promised.* up/ }))
  const [first] = screen.getAllByRole('textbox', { name: 'Disposition' })
  if (first) await user.type(first, ' soon')
  await user.click(screen.getByRole('checkbox', { name: 'Callback promised soon for calls that come in' }))
  await user.click(screen.getByRole('button', { name: 'Save dispositions' }))
  expect(sent('settings.save')).toMatchObject([
    {
      dispositions: [
        { id: 'callback', label: 'Callback promised soon', directions: ['outbound'], requiresNote: true },
        { id: 'resolved' },
        { id: 'escalated' },
        { id: 'no-interest' },
        { id: 'wrong-number' },
      ],
    },
  ])
})

test('a disposition without a name is not saved', async () => {
  const { user, sent } = await open('Wrap-up')
  await user.click(screen.getByRole('button', { name: 'Add disposition' }))
  await user.click(screen.getByRole('button', { name: 'Save dispositions' }))
  expect(screen.getByText('Each disposition needs a name.')).toBeTruthy()
  expect(sent('settings.save')).toEqual([])
})

test('the wrap-up can be given a limited time', async () => {
  const { user, sent } = await open('Wrap-up')
  await user.click(screen.getByRole('radio', { name: /time is limited/ }))
  expect(sent('settings.save')).toEqual([{ wrapUp: { mode: 'timeBoxed', seconds: 60 } }])
})

test('new keys are pressed, and letters alone are not taken', async () => {
  const { user, sent } = await open('Hotkeys')
  await user.click(screen.getByRole('button', { name: /^Mute or unmute, In this window/ }))
  await user.keyboard('m')
  expect(screen.getByText(/Use Ctrl, Alt or a function key/)).toBeTruthy()
  expect(sent('call.mute')).toEqual([])
  await user.keyboard('{Control>}{Shift>}U{/Shift}{/Control}')
  expect(sent('settings.save')).toMatchObject([
    { hotkeys: [{}, {}, {}, { action: 'mute', focused: 'CommandOrControl+Shift+U' }, {}] },
  ])
})

test('Esc leaves the keys as they are', async () => {
  const { user, sent } = await open('Hotkeys')
  await user.click(screen.getByRole('button', { name: /^Answer, In this window/ }))
  await user.keyboard('{Escape}{Control>}{Shift>}Q{/Shift}{/Control}')
  expect(sent('settings.save')).toEqual([])
})

test('global keys that another program has say so', async () => {
  const { settings } = view()
  await open('Hotkeys', {
    settings: {
      ...settings,
      globalHotkeys: true,
      hotkeys: settings.hotkeys.map((hotkey) => ({ ...hotkey, state: 'taken' })),
    },
  })
  const answer = within(screen.getByRole('row', { name: /^Answer/ }))
  expect(answer.getByText('Used by another program')).toBeTruthy()
})

test('language and theme go out as one change each', async () => {
  const { user, sent } = await open('Appearance')
  await user.click(screen.getByRole('radio', { name: 'Dark' }))
  await user.click(screen.getByRole('button', { name: /Language/ }))
  await user.click(screen.getByRole('option', { name: 'Deutsch' }))
  expect(sent('settings.save')).toEqual([{ theme: 'dark' }, { language: 'de' }])
})

test('colleagues are watched by name and extension, with the code that picks up', async () => {
  const { user, sent, fake } = await open('Colleagues')
  await user.click(screen.getByRole('button', { name: 'Add colleague' }))
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Maria')
  await user.click(screen.getByRole('button', { name: 'Save colleagues' }))
  expect(screen.getByText('Every colleague needs a name and an extension.')).toBeTruthy()
  await user.type(screen.getByRole('textbox', { name: 'Extension' }), ' 201 ')
  await user.type(screen.getByRole('textbox', { name: /Pick-up code/ }), '*8{{ext}')
  fake.answer('settings.save', { ok: false, reason: 'duplicateExtension' })
  await user.click(screen.getByRole('button', { name: 'Save colleagues' }))
  expect(sent('settings.save')).toMatchObject([
    { colleagues: [{ name: 'Maria', extension: '201', line: null }], pickUpCode: '*8{ext}' },
  ])
  expect(await screen.findByText(/Two colleagues have the same extension/)).toBeTruthy()
})

test('each of several lines may have a pick-up code of its own', async () => {
  const { settings } = view()
  const { user, sent } = await open('Colleagues', {
    lines: [line({ label: 'Office' }), line({ id: 'sales', label: 'Sales', isDefault: false })],
    settings: { ...settings, pickUpCode: '*8{ext}', pickUpCodes: { support: '**{ext}' } },
  })
  expect(screen.getByRole('textbox', { name: /Pick-up code of .*Office/ })).toHaveProperty('value', '**{ext}')
  await user.clear(screen.getByRole('textbox', { name: /Pick-up code of .*Office/ }))
  await user.click(screen.getByRole('textbox', { name: /Pick-up code of .*Sales/ }))
  await user.paste(' *9{ext} ')
  await user.click(screen.getByRole('button', { name: 'Save colleagues' }))
  expect(sent('settings.save')).toMatchObject([{ pickUpCode: '*8{ext}', pickUpCodes: { sales: '*9{ext}' } }])
})

test('the practice line answers pushed calls or not, and is WebRTC or plain, by a switch each', async () => {
  const { user, sent } = await open('Lines', {
    lines: [line({ id: 'practice', practice: true })],
    accounts: [account({ id: 'practice', kind: 'practice' })],
  })
  await user.click(screen.getByRole('switch', { name: /Answer by itself/ }))
  await user.click(screen.getByRole('switch', { name: /Plain SIP and RTP/ }))
  expect(sent('practice.autoAnswer')).toEqual([{ on: true }])
  expect(sent('practice.plain')).toEqual([{ on: true }])
})
