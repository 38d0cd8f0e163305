import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { view } from '../../testing/fixtures.ts'
import { type Drawn, draw } from '../../testing/render.tsx'

async function newLine(): Promise<Drawn> {
  const drawn = await draw(view())
  await drawn.user.click(screen.getByRole('button', { name: 'Settings' }))
  await drawn.user.click(screen.getByRole('tab', { name: 'Lines' }))
  await drawn.user.click(screen.getByRole('button', { name: 'Add line' }))
  return drawn
}

async function choose({ user }: Drawn, name: string): Promise<void> {
  await user.click(screen.getByRole('button', { name: /Your phone server/ }))
  await user.click(screen.getByRole('option', { name }))
}

/** In one go: the form draws itself anew with every letter. */
async function paste({ user }: Drawn, field: HTMLElement, text: string): Promise<void> {
  await user.click(field)
  await user.paste(text)
}

const server = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Server' }).value

test('a preset fills the form and says what it set and why', async () => {
  const drawn = await newLine()
  await choose(drawn, 'FreePBX')
  await paste(drawn, screen.getByRole('textbox', { name: 'Its name or address' }), 'pbx.example')
  expect(server()).toBe('pbx.example')
  await drawn.user.click(screen.getByRole('button', { name: 'What it sets and why (4)' }))
  expect(screen.getByText('As the server’s name says (DNS) → UDP')).toBeTruthy()
  expect(screen.getByText('On in every FreePBX.')).toBeTruthy()
  expect(screen.getByText('empty → *43')).toBeTruthy()
  await drawn.user.click(screen.getByRole('button', { name: 'Good to know' }))
  expect(screen.getByText('*97')).toBeTruthy()
  expect(screen.getByText(/was not tried with it/)).toBeTruthy()

  await paste(drawn, screen.getByRole('textbox', { name: 'User or extension' }), '1001')
  await drawn.user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(drawn.sent('account.save')).toMatchObject([
    {
      server: 'pbx.example',
      transport: 'udp',
      user: '1001',
      echoNumber: '*43',
      media: { codecs: ['G722', 'PCMA', 'PCMU'] },
    },
  ])
})

test('choosing another takes back what the first had set, and keeps the server’s name', async () => {
  const drawn = await newLine()
  await choose(drawn, 'FreePBX')
  await paste(drawn, screen.getByRole('textbox', { name: 'Its name or address' }), 'pbx.example')
  await choose(drawn, 'Other WebRTC gateway')
  expect(server()).toBe('wss://pbx.example/ws')
  await paste(drawn, screen.getByRole('textbox', { name: 'User or extension' }), '1001')
  await drawn.user.click(screen.getByRole('button', { name: 'Save and connect' }))
  expect(drawn.sent('account.save')).toMatchObject([{ transport: 'websocket', echoNumber: '' }])
})

test('none takes all of it back', async () => {
  const drawn = await newLine()
  await choose(drawn, 'FreePBX')
  await paste(drawn, screen.getByRole('textbox', { name: 'Its name or address' }), 'pbx.example')
  await choose(drawn, 'Choose, or fill in by hand')
  expect(server()).toBe('')
  expect(screen.queryByRole('button', { name: /^What it sets/ })).toBeNull()
})

test('the code for picking up is taken over at a press', async () => {
  const drawn = await newLine()
  await choose(drawn, 'FreePBX')
  await drawn.user.click(screen.getByRole('button', { name: 'Good to know' }))
  await drawn.user.click(screen.getByRole('button', { name: 'Use it for the colleagues' }))
  expect(drawn.sent('settings.save')).toEqual([{ pickUpCode: '**{ext}' }])
  const { settings } = view()
  await drawn.publish(view({ settings: { ...settings, pickUpCode: '**{ext}' } }))
  expect(screen.getByText('It is in use.')).toBeTruthy()
})
