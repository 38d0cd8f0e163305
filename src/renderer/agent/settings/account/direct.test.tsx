import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { View } from '../../../../contract/view.ts'
import { account, line, view } from '../../testing/fixtures.ts'
import { type Drawn, draw } from '../../testing/render.tsx'

async function edit(part: Partial<View>): Promise<Drawn> {
  const drawn = await draw(view(part))
  await drawn.user.click(screen.getByRole('button', { name: 'Settings' }))
  await drawn.user.click(screen.getByRole('tab', { name: 'Lines' }))
  await drawn.user.click(screen.getByRole('button', { name: /^Edit/ }))
  return drawn
}

const save = (drawn: Drawn) => drawn.user.click(screen.getByRole('button', { name: 'Save and connect' }))
const open = (drawn: Drawn) => drawn.user.click(screen.getByRole('button', { name: 'Direct calls' }))

async function fill(drawn: Drawn, name: string, text: string): Promise<void> {
  await drawn.user.clear(screen.getByRole('textbox', { name }))
  await drawn.user.paste(text)
}

async function choose(drawn: Drawn, label: RegExp, option: RegExp): Promise<void> {
  await drawn.user.click(screen.getByRole('button', { name: label }))
  await drawn.user.click(screen.getByRole('option', { name: option }))
}

test('a line without a server needs neither one nor a password, and says who may call', async () => {
  const drawn = await edit({ accounts: [account({ transport: 'udp', server: '192.168.1.1' })] })
  const { user, sent } = drawn
  await user.click(screen.getByRole('radio', { name: /^Without a server/ }))
  await user.clear(screen.getByRole('textbox', { name: 'Server' }))
  await open(drawn)
  await fill(drawn, 'Addresses and networks that may call', '192.168.1.20\n10.0.0.0/8')
  await fill(drawn, 'Port for direct calls', '5070')
  await save(drawn)
  expect(sent('account.save')).toMatchObject([
    {
      transport: 'udp',
      registers: false,
      server: '',
      direct: { from: 'named', addresses: ['192.168.1.20', '10.0.0.0/8'], port: 5070, autoAnswer: false },
    },
  ])
})

test('a line that gets a server again is called by that alone, until somebody is named', async () => {
  const direct = { from: 'anybody', addresses: [], port: 5060, autoAnswer: false } as const
  const drawn = await edit({
    accounts: [account({ transport: 'udp', registers: false, server: '', direct })],
  })
  const { user, sent } = drawn
  expect(screen.getByRole('radio', { name: /^Without a server/ })).toHaveProperty('checked', true)
  await user.click(screen.getByRole('radio', { name: /^SIP/ }))
  await fill(drawn, 'Server', 'pbx.example')
  await save(drawn)
  expect(sent('account.save')).toMatchObject([{ registers: true, direct: { from: 'server' } }])
})

test('a line with a server may be called by others, and by strangers that push only when it is allowed', async () => {
  const autoAnswer = { mode: 'on', from: [] } as const
  const drawn = await edit({ accounts: [account({ transport: 'udp', server: 'pbx.example', autoAnswer })] })
  const { user, sent } = drawn
  await open(drawn)
  expect(screen.queryByRole('textbox', { name: 'Port for direct calls' })).toBeNull()
  await choose(drawn, /Who may call past the server/, /^Anybody/)
  expect(screen.getByText(/What they say of themselves isn’t believed/)).toBeTruthy()
  await user.click(screen.getByRole('switch', { name: /Strangers may have their calls answered/ }))
  await save(drawn)
  expect(sent('account.save')).toMatchObject([
    { registers: true, direct: { from: 'anybody', port: 5060, autoAnswer: true } },
  ])
})

test('what is wrong with direct calls is said beside its field, in a group that opens for it', async () => {
  const direct = { from: 'named', addresses: ['pbx'], port: 5060, autoAnswer: false } as const
  const drawn = await edit({ accounts: [account({ transport: 'udp', server: 'pbx.example', direct })] })
  for (const [problem, words] of [
    ['sourceBad', /One of them is no address and no network/],
    ['sourcesMissing', /Name at least one address/],
    ['directPortBad', /Choose a port from 1024/],
    ['directPortTaken', /has this port already/],
    ['callersMissing', /Choose who may/],
  ] as const) {
    drawn.fake.answer('account.save', { ok: false, reason: 'badFields', fields: { direct: problem } })
    await save(drawn)
    expect(screen.getByText(words)).toBeTruthy()
  }
})

test('a WebRTC line has no direct calls', async () => {
  await edit({})
  expect(screen.queryByRole('button', { name: 'Direct calls' })).toBeNull()
})

test('a line without a registrar is ready, not registered, and tells that its port is taken', async () => {
  await edit({
    lines: [line({ registers: false })],
    accounts: [account({ transport: 'udp', registers: false })],
  })
  expect(screen.getAllByRole('button', { name: /Ready for calls/ }).length).toBeGreaterThan(0)
  expect(screen.queryByText('Registered')).toBeNull()
})

test('a registered line whose port is taken says so', async () => {
  const { user } = await draw(view({ lines: [line({ reason: 'portInUse' })] }))
  await user.click(screen.getByRole('button', { name: /^Line: Registered/ }))
  expect(screen.getByText('Another program has the port for direct calls.')).toBeTruthy()
})
