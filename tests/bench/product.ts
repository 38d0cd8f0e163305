import { rmSync } from 'node:fs'
import type { CallEffect } from '../../src/domain/call/decide.ts'
import type { Transport } from '../../src/domain/line.ts'
import { LINE, startDesk } from '../../src/main/desk/testing/test-desk.ts'
import { createLine } from '../../src/main/sip/create-line.ts'
import type { Line } from '../../src/main/sip/line.ts'
import { createFakeDescriptionHandler } from '../../src/main/sip/testing/fake-description-handler.ts'
import { TEST_ACCOUNT } from '../../src/main/sip/testing/line-under-test.ts'

export type Product = { readonly stop: () => Promise<void> }

/** The product as it runs in main: line, journal on this disk, look-up, decision. User and password are `product`. */
export function startProduct(server: string, domain: string, transport: Transport): Product {
  const line: { current: Line | null } = { current: null }
  const test = startDesk()
  const order = (effect: { kind: string }): void => {
    if (effect.kind !== 'audio' && effect.kind !== 'sound' && effect.kind !== 'release') {
      line.current?.order(effect as CallEffect)
    }
  }
  const { push } = test.effects
  test.effects.push = (...effects) => {
    for (const effect of effects) order(effect)
    return push.apply(test.effects, effects)
  }
  const made = createLine({
    listener: {
      fact: test.desk.fact,
      state: (state) => test.desk.lineState(LINE, state),
      voicemail: (voicemail) => test.desk.voicemail(LINE, voicemail),
      lamp: () => {},
      log: () => {},
      message: () => {},
    },
    descriptionHandler: () => createFakeDescriptionHandler(),
    newCallId: () => crypto.randomUUID(),
    instanceId: crypto.randomUUID(),
    userAgent: 'Offhook/bench',
  })
  line.current = made
  made.start(
    {
      ...TEST_ACCOUNT,
      transport,
      server,
      user: 'product',
      domain,
      authorizationUser: 'product',
      displayName: '',
    },
    'product',
  )
  return {
    stop: async () => {
      await made.stop()
      test.remove()
      rmSync(test.folder, { recursive: true, force: true })
    },
  }
}
