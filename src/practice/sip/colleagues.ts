import { createNotifier, type Notifier, newTag, type SubscribeScript } from './notifier.ts'

/** What a colleague's phone does. A ringing one tells who calls; `names: false` keeps the names of the call to itself. */
export type ColleagueState =
  | { state: 'free' }
  | { state: 'busy' }
  | { state: 'ringing'; from: string; displayName?: string; names?: boolean }

/** A call that rings at a colleague's phone. */
export interface RingingCall {
  readonly extension: string
  readonly from: string
  readonly displayName: string
}

export interface Colleagues {
  receive: Notifier['receive']
  states(): ReadonlyMap<string, ColleagueState>
  set(extension: string, state: ColleagueState): void
  /** The ringing call that an INVITE takes over: by its `Replaces`, else by the pick-up code `*8` and the extension. */
  pickedUp(replaces: string | undefined, dialled: string): RingingCall | undefined
  script(decide: SubscribeScript | undefined): void
}

interface Names {
  readonly callId: string
  readonly colleagueTag: string
  readonly callerTag: string
}

const PICK_UP_CODE = /^\*8(\d+)$/

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)

/** The phones of colleagues, by `dialog` (RFC 4235). */
export function createColleagues(options: { domain: string; extensions: readonly string[] }): Colleagues {
  const { domain } = options
  const states = new Map<string, ColleagueState>(options.extensions.map((one) => [one, { state: 'free' }]))
  const names = new Map<string, Names>()

  const dialogOf = (extension: string, state: ColleagueState): string => {
    if (state.state === 'free') return ''
    if (state.state === 'busy') return '<dialog id="talk"><state>confirmed</state></dialog>'
    const { callId, colleagueTag, callerTag } = names.get(extension) as Names
    const named =
      state.names === false
        ? ''
        : ` call-id="${callId}" local-tag="${colleagueTag}" remote-tag="${callerTag}"`
    const uri = `sip:${escaped(state.from)}@${domain}`
    return (
      `<dialog id="ring"${named} direction="recipient"><state>early</state>` +
      `<local><identity>sip:${extension}@${domain}</identity></local><remote>` +
      `<identity display="${escaped(state.displayName ?? '')}">${uri}</identity><target uri="${uri}"/></remote></dialog>`
    )
  }

  const notifier = createNotifier({
    ...options,
    event: 'dialog',
    contentType: 'application/dialog-info+xml',
    knows: (extension) => states.has(extension),
    body: (extension, version) =>
      '<?xml version="1.0"?>\r\n' +
      `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" entity="sip:${extension}@${domain}">` +
      `${dialogOf(extension, states.get(extension) ?? { state: 'free' })}</dialog-info>\r\n`,
  })

  const set = (extension: string, state: ColleagueState): void => {
    if (state.state === 'ringing') {
      names.set(extension, { callId: newTag(), colleagueTag: newTag(), callerTag: newTag() })
    }
    states.set(extension, state)
    notifier.notify(extension)
  }

  function extensionOf(replaces: string | undefined, dialled: string): string | undefined {
    if (replaces === undefined) return PICK_UP_CODE.exec(dialled)?.[1]
    const [callId, ...params] = replaces.split(';').map((part) => part.trim())
    const found = [...names].find(([, one]) => one.callId === callId)
    // The caller's side is asked, so the tag of our end is theirs (RFC 3891 §3).
    const fits = found && params.includes(`to-tag=${found[1].callerTag}`)
    return fits && params.includes(`from-tag=${found[1].colleagueTag}`) ? found[0] : undefined
  }

  return {
    receive: notifier.receive,
    states: () => states,
    set,
    pickedUp(replaces, dialled) {
      const extension = extensionOf(replaces, dialled)
      const state = extension === undefined ? undefined : states.get(extension)
      if (extension === undefined || state?.state !== 'ringing') return undefined
      set(extension, { state: 'free' })
      return { extension, from: state.from, displayName: state.displayName ?? '' }
    },
    script: notifier.script,
  }
}
