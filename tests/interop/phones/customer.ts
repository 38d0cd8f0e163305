import { Inviter, type Session, SessionState, SIPExtension, type URI, UserAgent } from 'sip.js'
import { domain } from '../servers/kamailio.ts'
import { until } from '../servers/wait.ts'
import { type AgentSound, createWebRtcSound } from './webrtc-sound.ts'

/** A customer's phone over WebSocket, made of bare SIP.js: unlike ours it goes where a REFER sends it. */
export type Customer = {
  readonly dial: (user: string) => void
  /** Of the call that it is in now. */
  readonly sound: () => AgentSound
  /** Asks the far end to call somebody else; resolves with the status that this got. */
  readonly refer: (number: string) => Promise<number>
  readonly hangUp: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type CustomerOptions = {
  readonly server: string
  readonly user: string
  readonly password: string
  readonly tone: number
}

const addressOf = (user: string): URI => {
  const uri = UserAgent.makeURI(`sip:${user}@${domain}`)
  if (!uri) throw new Error(`no address: ${user}`)
  return uri
}

export async function startCustomer(options: CustomerOptions): Promise<Customer> {
  const sounds: AgentSound[] = []
  const sessions: Session[] = []
  const userAgent = new UserAgent({
    uri: addressOf(options.user),
    authorizationUsername: options.user,
    authorizationPassword: options.password,
    transportOptions: { server: options.server },
    sipExtensionReplaces: SIPExtension.Supported,
    gracefulShutdown: false,
    logBuiltinEnabled: false,
    sessionDescriptionHandlerFactory: () => {
      const sound = createWebRtcSound(options.tone)
      sounds.push(sound)
      return sound.handler
    },
  })
  await userAgent.start()

  const call = (inviter: Inviter) => {
    sessions.push(inviter)
    inviter.delegate = {
      onRefer: (referral) => {
        referral
          .accept()
          .then(() => call(referral.makeInviter()))
          .catch(() => undefined)
      },
    }
    inviter.invite().catch(() => undefined)
  }
  const current = (): Session => {
    const session = sessions.at(-1)
    if (!session) throw new Error('the customer has not called anybody')
    return session
  }

  return {
    dial: (user) => call(new Inviter(userAgent, addressOf(user))),
    sound: () => {
      const sound = sounds.at(-1)
      if (!sound) throw new Error('the customer has no media yet')
      return sound
    },
    refer: (number) =>
      new Promise((resolve, reject) => {
        const answered = ({ message }: { message: { statusCode?: number | undefined } }) =>
          resolve(message.statusCode ?? 0)
        current()
          .refer(addressOf(number), { requestDelegate: { onAccept: answered, onReject: answered } })
          .catch(reject)
      }),
    hangUp: async () => {
      await until('the customer is in a call', () => current().state === SessionState.Established)
      await current().bye()
    },
    stop: async () => {
      await userAgent.transport.disconnect()
      userAgent.userAgentCore.dispose()
    },
  }
}
