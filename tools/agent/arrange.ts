// What tests and screenshots arrange by command, because it is not what they show.
import type { AgentContract } from '../../src/contract/agent.ts'
import type { InputOf } from '../../src/contract/boundary.ts'
import { newAccount } from '../../src/domain/account/account.ts'
import type { AgentWindow } from './agent-window.ts'

type Account = InputOf<AgentContract['account.save']>

/** Saves an account and waits until it is registered. The rest of it is as most have it. */
export async function signIn(
  { ask, view, until }: AgentWindow,
  account: Pick<Account, 'server' | 'domain' | 'user' | 'password'> & Partial<Account>,
): Promise<void> {
  const known = (await view()).accounts.find(({ kind, user }) => kind === 'own' && user === account.user)
  const answer = await ask('account.save', {
    ...(newAccount('US') as Account),
    transport: 'websocket',
    id: known?.id ?? null,
    keepPassword: false,
    ...account,
  })
  if (!answer.ok) throw new Error(`the account was refused: ${answer.reason}`)
  const { value: id } = answer
  await until('the line', ({ lines }) => lines.find((line) => line.id === id)?.state === 'registered')
}

/** Ends every call, closes every wrap-up and dismisses every notice, whatever was left behind. */
export async function clearDesk({ page, ask, view, until }: AgentWindow): Promise<void> {
  for (const { id, phase } of (await view()).calls) {
    if (phase !== 'ended') await ask('call.hangUp', { call: id })
  }
  const { calls } = await until('all calls to be over', (now) =>
    now.calls.every(({ phase }) => phase === 'ended') ? now : null,
  )
  for (const { id, dispositions } of calls) {
    await ask('wrapUp.finish', { call: id, disposition: dispositions[0]?.id ?? null, notes: 'cleared' })
  }
  for (const { id } of (await view()).notices) await ask('call.dismissNotice', { call: id })
  await until('an empty desk', (now) => now.calls.length === 0 && now.notices.length === 0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+1')
}
