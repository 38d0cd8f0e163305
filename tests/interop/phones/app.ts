import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type AgentWindow, createAgentWindow } from '../../../tools/agent/agent-window.ts'
import { createHands, type Hands } from '../../../tools/agent/hands.ts'
import { readAppLog, troublesIn } from '../../../tools/agent/troubles.ts'
import { ensureBuilt } from '../../../tools/build.ts'
import { launchOffhook } from '../../../tools/launch.ts'
import { writeSpeechFile } from '../../../tools/speech-file.ts'
import { withDisplay } from '../../../tools/xvfb.ts'
import { domain } from '../servers/kamailio.ts'

/** Offhook itself, as an agent would start it for the first time, with somebody speaking into its microphone. */
export type App = AgentWindow & {
  readonly hands: Hands
  /** Fills in the form of the first start. A server that is a WebSocket needs no `transport`. */
  readonly signIn: (server: string, user: string, password: string, transport?: 'UDP') => Promise<void>
}

/** Runs `work` with Offhook in a folder of its own, which goes with it. Throws where Offhook has logged an error. */
export async function withApp<Result>(work: (app: App) => Promise<Result>): Promise<Result> {
  await ensureBuilt()
  const userData = mkdtempSync(join(tmpdir(), 'offhook-interop-app-'))
  const microphone = join(userData, 'microphone.wav')
  writeSpeechFile(microphone, 7)
  try {
    return await withDisplay(async (env) => {
      const offhook = await launchOffhook({ userData, microphone: { file: microphone }, env })
      try {
        const window = createAgentWindow(offhook.agent)
        const result = await work({
          ...window,
          hands: createHands(window),
          signIn: (...account) => signIn(window, ...account),
        })
        await offhook.close()
        expect(troublesIn(readAppLog(userData))).toEqual([])
        return result
      } catch (error) {
        console.log(`The app's log:\n${readAppLog(userData).slice(-8_000)}`)
        throw error
      } finally {
        await offhook.close()
      }
    })
  } finally {
    rmSync(userData, { recursive: true, force: true })
  }
}

async function signIn(
  { page, until }: AgentWindow,
  ...[server, user, password, transport]: Parameters<App['signIn']>
) {
  await page.getByRole('button', { name: 'Connect your phone' }).click()
  await page.getByRole('textbox', { name: 'Server' }).fill(server)
  await page.getByRole('textbox', { name: 'User or extension' }).fill(user)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Connection', exact: true }).click()
  if (transport) {
    await page.getByRole('button', { name: /Transport/ }).click()
    await page.getByRole('option', { name: transport }).click()
  }
  await page.getByRole('textbox', { name: 'SIP domain' }).fill(domain)
  await page.getByRole('button', { name: 'Save and connect' }).click()
  await until('the line to be registered', ({ lines }) => lines[0]?.state === 'registered')
}
