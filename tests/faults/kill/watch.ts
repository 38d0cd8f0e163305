import type { View } from '../../../src/contract/view.ts'
import type { Phone } from '../harness/phone.ts'

const PATIENCE_MS = 30_000

type Found<Value> = Exclude<Value, false | null | undefined>

/** The views of one run as the agent window gets them. */
export type Watch = {
  /** Resolves with what `look` finds in the last view or in one that comes. Rejects after `stop`. */
  readonly until: <Value>(what: string, look: (view: View) => Value) => Promise<Found<Value>>
  readonly stop: () => void
}

export async function watchViews(phone: Phone, saw: (view: View) => void): Promise<Watch> {
  const lookers = new Set<(view: View | null) => void>()
  let last: View | null = null
  let stopped = false

  const take = (view: View): void => {
    // The answer to a question may be overtaken by what was published after it.
    if (last && view.revision <= last.revision) return
    last = view
    saw(view)
    for (const look of [...lookers]) look(view)
  }
  await phone.electron.listen('offhookWatch', (text) => take(JSON.parse(text) as View))
  await phone.electron.inPage('void window.offhook.onView((view) => offhookWatch(JSON.stringify(view)))')
  take(await phone.view())

  return {
    until: <Value>(what: string, look: (view: View) => Value) =>
      new Promise<Found<Value>>((resolve, reject) => {
        const settle = (finish: () => void): void => {
          clearTimeout(late)
          lookers.delete(check)
          finish()
        }
        const check = (view: View | null): void => {
          if (!view || stopped) {
            settle(() => reject(new Error('the run is over')))
            return
          }
          const found = look(view)
          if (found !== false && found !== null && found !== undefined) {
            settle(() => resolve(found as Found<Value>))
          }
        }
        const late = setTimeout(() => {
          const { calls, lines } = { calls: [], lines: [], ...last }
          settle(() => reject(new Error(`in vain: ${what} ${JSON.stringify({ lines, calls })}`)))
        }, PATIENCE_MS)
        lookers.add(check)
        check(last)
      }),
    stop: () => {
      stopped = true
      for (const look of [...lookers]) look(null)
    },
  }
}
