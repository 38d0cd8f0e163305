import { bad, good, type StepResult, skipped } from '../../domain/line-check.ts'
import type { LineAccount } from '../sip/line.ts'
import { openPort } from '../sip/listening/ports.ts'

/** Opens the port that calls past the server come to, and closes it again. `isOurs`: a line of ours listens there now. */
export async function tryListening(
  { registers, direct, transport }: LineAccount,
  isOurs: (port: number) => boolean,
): Promise<StepResult> {
  if (transport === 'websocket' || (registers && direct.from === 'server')) return skipped('notDirect')
  if (isOurs(direct.port)) return good(`port ${direct.port}`)
  const opened = await openPort(direct.port, { datagram: () => {}, connection: (socket) => socket.destroy() })
  if (!opened.ok) return bad(opened.reason.reason, opened.reason.detail)
  opened.value.close()
  return good(`port ${opened.value.port}`)
}
