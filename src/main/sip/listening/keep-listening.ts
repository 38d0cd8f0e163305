import type { LineReason } from '../../../domain/line.ts'
import type { ListeningPoint } from './listening-point.ts'

export type Listening =
  | { readonly open: true; readonly port: number }
  | { readonly open: false; readonly reason: LineReason; readonly detail: string; readonly retryIn: number }

export type KeepListening = {
  /** Tries at once; resolves when it is known how that went. */
  readonly start: () => Promise<void>
  /** Closes and never opens again. */
  readonly stop: (within: number) => Promise<void>
}

/** Opens a listening point, and tries again while another program has its port. */
export function keepListening(
  point: ListeningPoint,
  every: number,
  changed: (listening: Listening) => void,
): KeepListening {
  let stopped = false
  let again: NodeJS.Timeout | undefined

  const open = async (): Promise<void> => {
    clearTimeout(again)
    const opened = await point.open()
    if (stopped) return
    if (opened.ok) {
      changed({ open: true, port: point.port() ?? 0 })
      return
    }
    again = setTimeout(() => void open(), every)
    changed({ open: false, ...opened.reason, retryIn: every })
  }

  return {
    start: async () => {
      if (!stopped) await open()
    },
    stop: async (within) => {
      stopped = true
      clearTimeout(again)
      await point.close(within)
    },
  }
}
