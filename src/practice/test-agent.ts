import {
  type BodyAndContentType,
  type Invitation,
  Inviter,
  Registerer,
  type Session,
  type SessionDescriptionHandler,
  SessionState,
  SIPExtension,
  UserAgent,
} from 'sip.js'
import type { MediaDirection, MediaLeg } from './media/media-leg.ts'
import { NodeTransport } from './test-transport.ts'

/** A phone for the tests of the practice line: bare SIP.js, with one of the line's own media ends as its sound. */
export interface TestAgent {
  readonly userAgent: UserAgent
  readonly registerer: Registerer
  /** Registers; resolves with true when accepted, false when refused. */
  register(): Promise<boolean>
  unregister(): Promise<void>
  reconnect(): Promise<void>
  nextInvitation(): Promise<Invitation>
  dial(number: string): Inviter
  legOf(session: Session): MediaLeg
  reInvite(session: Session, direction: MediaDirection, options?: { iceRestart?: boolean }): Promise<void>
  /** Puts other media behind a session, as when a media process died and was replaced. */
  replaceLeg(session: Session, leg: MediaLeg): MediaLeg
  stop(): Promise<void>
}

export interface TestAgentOptions {
  /** `ws://…`, `wss://…`, `udp://host:port`, `tcp://…` or `tls://…`. */
  url: string
  domain: string
  user: string
  password: string
  createLeg: () => MediaLeg
  expires?: number
}

export async function startTestAgent(options: TestAgentOptions): Promise<TestAgent> {
  const uri = UserAgent.makeURI(`sip:${options.user}@${options.domain}`)
  if (!uri) throw new Error('No URI')
  const invitations: Invitation[] = []
  const waiters: ((invitation: Invitation) => void)[] = []
  const userAgent = new UserAgent({
    uri,
    authorizationUsername: options.user,
    authorizationPassword: options.password,
    logBuiltinEnabled: false,
    gracefulShutdown: false,
    forceRport: options.url.startsWith('udp:'),
    sipExtension100rel: SIPExtension.Supported,
    transportConstructor: class extends NodeTransport {
      constructor() {
        super(options.url)
      }
    },
    sessionDescriptionHandlerFactory: () => new LegHandler(options.createLeg()),
    delegate: {
      onInvite(invitation) {
        const waiter = waiters.shift()
        if (waiter) waiter(invitation)
        else invitations.push(invitation)
      },
    },
  })
  await userAgent.start()
  const registerer = new Registerer(userAgent, {
    expires: options.expires ?? 300,
    instanceId: crypto.randomUUID(),
  })

  function handlerOf({ sessionDescriptionHandler }: Session): LegHandler {
    if (sessionDescriptionHandler instanceof LegHandler) return sessionDescriptionHandler
    throw new Error('The session has no media yet')
  }

  return {
    userAgent,
    registerer,
    legOf: (session) => handlerOf(session).leg,
    replaceLeg(session, leg) {
      handlerOf(session).leg = leg
      return leg
    },
    register: () =>
      new Promise((resolve, reject) => {
        const requestDelegate = { onAccept: () => resolve(true), onReject: () => resolve(false) }
        registerer.register({ requestDelegate }).catch(reject)
      }),
    unregister: () =>
      new Promise((resolve, reject) => {
        const requestDelegate = { onAccept: () => resolve(), onReject: () => reject(new Error('refused')) }
        registerer.unregister({ requestDelegate }).catch(reject)
      }),
    reconnect: () => userAgent.reconnect(),
    nextInvitation: () => {
      const known = invitations.shift()
      return known ? Promise.resolve(known) : new Promise((resolve) => waiters.push(resolve))
    },
    dial(number) {
      const target = UserAgent.makeURI(`sip:${number}@${options.domain}`)
      if (!target) throw new Error(`Not a number: ${number}`)
      const inviter = new Inviter(userAgent, target, { earlyMedia: true })
      inviter.invite().catch(() => undefined)
      return inviter
    },
    async reInvite(session, direction, { iceRestart = false } = {}) {
      const handler = handlerOf(session)
      handler.direction = direction
      handler.iceRestart = iceRestart
      await new Promise<void>((resolve, reject) => {
        session
          .invite({
            requestDelegate: { onAccept: () => resolve(), onReject: () => reject(new Error('refused')) },
          })
          .catch(reject)
      })
    },
    async stop() {
      await userAgent.transport.disconnect()
      userAgent.userAgentCore.dispose()
    },
  }
}

/** Resolves once the session is in that state; rejects when it ends in another way. */
export function whenSession(session: Session, wanted: SessionState): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (state: SessionState) => {
      if (state === wanted) resolve()
      else if (state === SessionState.Terminated) reject(new Error('The session terminated'))
    }
    session.stateChange.addListener(look)
    look(session.state)
  })
}

class LegHandler implements SessionDescriptionHandler {
  leg: MediaLeg
  iceRestart = false
  direction: MediaDirection = 'sendrecv'
  #offered = false

  constructor(leg: MediaLeg) {
    this.leg = leg
  }

  #answer: string | undefined

  close = (): void => this.leg.close()

  async getDescription(): Promise<BodyAndContentType> {
    const answer = this.#answer
    this.#answer = undefined
    if (answer !== undefined) return { body: answer, contentType: 'application/sdp' }
    this.#offered = true
    return {
      body: await this.leg.offer({ direction: this.direction, iceRestart: this.iceRestart }),
      contentType: 'application/sdp',
    }
  }

  hasDescription = (contentType: string): boolean => contentType === 'application/sdp'

  rollbackDescription = (): Promise<void> => this.leg.rollBack()

  async setDescription(sdp: string): Promise<void> {
    if (this.#offered) {
      this.#offered = false
      await this.leg.acceptAnswer(sdp)
    } else {
      this.#answer = await this.leg.answer(sdp)
    }
  }

  sendDtmf = (): boolean => false
}
