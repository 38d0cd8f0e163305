// An Electron app that is the media window and main's end of it, and nothing else. The test orders it about.
import { join } from 'node:path'
import { app, session } from 'electron'
import type { MediaOrder, MediaReport } from '../../../src/contract/media.ts'
import type { CallMediaKind, PlainMedia } from '../../../src/domain/line.ts'
import { setMediaSwitches } from '../../../src/main/desktop/switches.ts'
import { openMediaWindow } from '../../../src/main/desktop/windows.ts'
import { createMediaPipe } from '../../../src/main/ipc/media-pipe.ts'
import { createMedia } from '../../../src/main/media/create-media.ts'
import { lockNavigation } from '../../../src/main/security/navigation.ts'
import { guardPermissions } from '../../../src/main/security/permissions.ts'
import { registerAppScheme, serveAppFiles } from '../../../src/main/security/protocol.ts'

type Stats = Extract<MediaReport, { kind: 'stats' }>
const WEBRTC: CallMediaKind = { kind: 'webrtc', iceServers: [] }
const PATH = { localAddress: () => '127.0.0.1' }

/** What the test reaches through Playwright's `evaluate`. */
export type Bench = {
  /** From now on the call's sound goes by plain RTP, for a call that has no description yet. */
  plain(call: string, media: PlainMedia): void
  describe(call: string, options?: { hold?: boolean; iceRestart?: boolean }): Promise<string>
  accept(call: string, sdp: string): Promise<void>
  rollBack(call: string): Promise<void>
  setAudio(call: string, audio: { microphone: boolean; hear: boolean }): void
  mix(calls: readonly string[]): void
  sendTones(call: string, tones: string): Promise<boolean>
  release(call: string): void
  order(order: MediaOrder): void
  /** The last counters of a call, and how often they came. */
  stats(call: string): { readonly last: Stats | null; readonly count: number }
  /** What was reported of a kind, the newest last. */
  reports(kind: MediaReport['kind']): MediaReport[]
  /** Tones that came within a call. */
  tones(call: string): string
  readonly states: string[]
  readonly log: string[]
  /** Process id of the window's page. */
  pid(): number
  run(script: string): Promise<unknown>
}

const folder = import.meta.dirname
const log: string[] = []
const states: string[] = []
const reports: MediaReport[] = []
const plainMedia = new Map<string, PlainMedia>()
const tones = new Map<string, string>()
const statsOf = new Map<string, { last: Stats; count: number }>()

setMediaSwitches(app.commandLine)
registerAppScheme()
lockNavigation(app, { log: (_level, message) => log.push(message) })
app.on('window-all-closed', () => {})
function start(): void {
  guardPermissions(session.defaultSession, { log: (_level, message) => log.push(message) })
  serveAppFiles(session.defaultSession, {
    root: join(folder, 'renderer'),
    log: (_level, message) => log.push(message),
  })

  const end = createMediaPipe({ host: 'media', log: (_level, message) => log.push(message) })
  const media = createMedia(
    end.pipe,
    {
      window: (state) => states.push(state),
      report: (call, report) => {
        if (report.kind === 'stats') {
          const count = (statsOf.get(call ?? '')?.count ?? 0) + 1
          statsOf.set(call ?? '', { last: report, count })
        } else reports.push(report)
      },
      tone: (call, tone) => tones.set(call, (tones.get(call) ?? '') + tone),
    },
    { log: (message) => log.push(message) },
  )
  const window = openMediaWindow({
    preload: join(folder, 'preload', 'media.cjs'),
    bind: (contents) => end.attach(contents),
    onGone: () => end.reset(),
    devTools: true,
    log: (_level, message) => log.push(message),
  })

  const handlerOf = (call: string) => {
    const plain = plainMedia.get(call)
    return media.descriptionHandler(call, plain ? { kind: 'plain', media: plain } : WEBRTC, PATH)
  }
  const bench: Bench = {
    plain: (call, media) => plainMedia.set(call, media),
    describe: async (call, options = {}) => (await handlerOf(call).getDescription(options as object)).body,
    accept: (call, sdp) => handlerOf(call).setDescription(sdp),
    rollBack: (call) => handlerOf(call).rollbackDescription(),
    setAudio: (call, audio) => media.setAudio(call, audio),
    mix: (calls) => media.mix(calls),
    sendTones: (call, tones) => media.sendTones(call, tones),
    release: (call) => media.release(call),
    order: (order) => media.order(order),
    stats: (call) => statsOf.get(call) ?? { last: null, count: 0 },
    reports: (kind) => reports.filter((report) => report.kind === kind),
    tones: (call) => tones.get(call) ?? '',
    states,
    log,
    pid: () => window.window().webContents.getOSProcessId(),
    run: (script) => window.window().webContents.executeJavaScript(script),
  }
  Object.assign(globalThis, { bench })
}

// Not awaited: Electron is ready only after its main module has run to the end.
void app.whenReady().then(start)
