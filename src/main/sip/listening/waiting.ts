import type { Flow } from './flow.ts'

/** Requests of ours that nobody has answered yet. */
export type Waiting = {
  readonly asked: (branch: string, message: string, flow: Flow) => void
  readonly answered: (branch: string) => void
  /** Those that went by this flow and are to be asked again: each once, as who cuts one connection cuts the next. */
  readonly sentBy: (flow: Flow) => readonly string[]
  /** Resolves when there are none, or after so many milliseconds. */
  readonly none: (within: number) => Promise<void>
}

/** Whoever was never answered gave up long ago. */
const MOST_WAITING = 100

export function createWaiting(): Waiting {
  const requests = new Map<string, { readonly message: string; readonly flow: Flow; again: boolean }>()
  let done = (): void => {}
  const answered = (branch: string): void => {
    requests.delete(branch)
    if (requests.size === 0) done()
  }
  return {
    asked: (branch, message, flow) => {
      requests.set(branch, { message, flow, again: requests.has(branch) })
      const [oldest] = requests.keys()
      if (requests.size > MOST_WAITING && oldest !== undefined) requests.delete(oldest)
    },
    answered,
    sentBy: (flow) => {
      const lost = [...requests].filter(([, request]) => request.flow === flow)
      for (const [branch, { again }] of lost) if (again) answered(branch)
      return lost.flatMap(([, { message, again }]) => (again ? [] : [message]))
    },
    none: (within) =>
      new Promise((resolve) => {
        const late = setTimeout(resolve, within)
        done = () => {
          clearTimeout(late)
          resolve()
        }
        if (requests.size === 0) done()
      }),
  }
}
