import { describe, expect, it } from 'vitest'
import { createCallDescription, failedSide, OfferRefused } from './call-description.ts'
import { createFakeDescriptionHandler, fakeSdp, mediaFailure } from './testing/fake-description-handler.ts'

function setUp(answerFailed: 'tell' | 'hide' = 'tell') {
  const media = createFakeDescriptionHandler()
  const logs: string[] = []
  const description = createCallDescription({
    media,
    ready: null,
    answerFailed: () => answerFailed,
    log: (message) => logs.push(message),
  })
  return { media, description, logs }
}

/** Whether a promise settles before everything that can settle now has. */
async function settles(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const mark = () => {
    settled = true
  }
  promise.then(mark, mark)
  await new Promise((resolve) => setImmediate(resolve))
  return settled
}

describe('an answer that was prepared', () => {
  it('is handed over once, without asking the media again', async () => {
    const { media, description } = setUp()
    await description.prepare(fakeSdp('sendrecv'))
    await description.setDescription(fakeSdp('sendrecv'))
    const made = await description.getDescription({})
    expect(made.contentType).toBe('application/sdp')
    expect(media.taken).toHaveLength(1)
    expect(media.made).toHaveLength(1)
    await description.setDescription(fakeSdp('sendonly'))
    await description.getDescription({})
    expect(media.taken).toHaveLength(2)
  })

  it('tells whose fault it is when it can’t be', async () => {
    const { media, description } = setUp()
    await expect(description.prepare('no sdp')).rejects.toMatchObject({ side: 'far' })
    media.failNext('set', mediaFailure('microphoneMissing'))
    await expect(description.prepare(fakeSdp('sendrecv'))).rejects.toMatchObject({ side: 'near' })
    media.failNext('get', new Error('no candidate'))
    await expect(description.prepare(fakeSdp('sendrecv'))).rejects.toBeInstanceOf(OfferRefused)
    expect(failedSide(new Error('unknown'), true)).toBe('far')
    expect(failedSide(new Error('unknown'), false)).toBe('near')
  })
})

describe('after the call has ended', () => {
  it('a far end’s offer that was being answered is never answered, as SIP.js would throw', async () => {
    const { media, description } = setUp()
    const goOn = media.pause()
    const taking = description.setDescription(fakeSdp('sendrecv'))
    description.close()
    goOn()
    expect(await settles(taking)).toBe(false)
  })

  it('an answer that was being applied counts as applied, so that its ACK goes out', async () => {
    const { media, description } = setUp()
    await description.getDescription({})
    const goOn = media.pause()
    const taking = description.setDescription(fakeSdp('recvonly'))
    description.close()
    goOn()
    await taking
  })
})

describe('an offer', () => {
  it('that was never sent can be withdrawn', async () => {
    const { media, description } = setUp()
    expect(await description.withdrawOffer()).toBe(false)
    await description.getDescription({})
    expect(await description.withdrawOffer()).toBe(true)
    expect(media.state()).toBe('stable')
  })

  it('whose roll-back fails is told to the log, not to SIP.js', async () => {
    const { media, description, logs } = setUp()
    await description.getDescription({})
    media.failNext('rollback', new Error('no'))
    await description.rollbackDescription()
    expect(logs).toEqual(['roll-back failed: no'])
  })

  it('that is withdrawn after the end is worth no word: there is nothing left to go back to', async () => {
    const { description, logs } = setUp()
    await description.getDescription({})
    description.close()
    expect(await description.withdrawOffer()).toBe(true)
    expect(logs).toEqual([])
  })

  it('whose answer can’t be applied is told or hidden as the call wants it', async () => {
    for (const how of ['tell', 'hide'] as const) {
      const { media, description } = setUp(how)
      await description.getDescription({})
      media.failNext('set', mediaFailure('badSdp'))
      const outcome = await description.setDescription(fakeSdp('sendrecv')).then(
        () => 'hide',
        () => 'tell',
      )
      expect(outcome).toBe(how)
      expect(description.takeAnswerError()?.message).toBe('badSdp')
      expect(description.takeAnswerError()).toBeNull()
    }
  })
})
