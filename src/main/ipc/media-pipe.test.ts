import { describe, expect, it } from 'vitest'
import type { MediaReport, NumberedMediaOrder } from '../../contract/media.ts'
import { createMediaPipe, type MediaEndpoint } from './media-pipe.ts'
import type { SenderEvent } from './sender.ts'

const mediaPage: SenderEvent = { senderFrame: { url: 'app://media/index.html', parent: null } }

function setUp() {
  const log: string[] = []
  const reports: MediaReport[] = []
  const end = createMediaPipe({ host: 'media', log: (_level, message) => log.push(message) })
  end.pipe.onReport((report) => reports.push(report))
  return { ...end, log, reports }
}

function fakeWindow() {
  const sent: NumberedMediaOrder[] = []
  let receive: (event: SenderEvent, report: unknown) => void = () => {}
  let destroyed = false
  const endpoint: MediaEndpoint = {
    ipc: { on: (_channel, listener) => (receive = listener) },
    send: (_channel, order) => {
      if (destroyed) throw new Error('the window is gone')
      sent.push(order)
    },
    isDestroyed: () => destroyed,
  }
  return {
    endpoint,
    sent,
    report: (raw: unknown, event = mediaPage) => receive(event, raw),
    destroy: () => {
      destroyed = true
    },
  }
}

const order: NumberedMediaOrder = { order: 1, body: { kind: 'signal', sound: 'ring' } }

describe('the pipe to the media window', () => {
  it('carries orders there and reports back', () => {
    const { pipe, attach, reports } = setUp()
    const window = fakeWindow()
    attach(window.endpoint)
    pipe.send(order)
    window.report({ kind: 'ready' })
    expect(window.sent).toEqual([order])
    expect(reports).toEqual([{ kind: 'ready' }])
  })

  it('refuses reports of other pages, and what is no report', () => {
    const { attach, log, reports } = setUp()
    const window = fakeWindow()
    attach(window.endpoint)
    window.report({ kind: 'ready' }, { senderFrame: { url: 'app://agent/index.html', parent: null } })
    window.report({ kind: 'ready' }, { senderFrame: null })
    window.report({ kind: 'unheardOf' })
    expect(reports).toEqual([])
    expect(log).toHaveLength(3)
  })

  it('listens to the newest window only', () => {
    const { pipe, attach, reports } = setUp()
    const [first, second] = [fakeWindow(), fakeWindow()]
    attach(first.endpoint)
    attach(second.endpoint)
    first.report({ kind: 'ready' })
    pipe.send(order)
    expect(reports).toEqual([])
    expect(first.sent).toEqual([])
    expect(second.sent).toEqual([order])
  })

  it('drops orders while there is no window: the reset that follows fails them', () => {
    const { pipe, attach, reset } = setUp()
    const window = fakeWindow()
    let resets = 0
    pipe.onReset(() => (resets += 1))
    pipe.send(order)
    attach(window.endpoint)
    window.destroy()
    pipe.send(order)
    reset()
    expect(resets).toBe(1)
  })
})
