import { withDisplay } from '../../../tools/xvfb.ts'

export type Display = { readonly env: NodeJS.ProcessEnv; readonly close: () => void }

/** A display to show windows on, for as long as it is not closed. */
export function openDisplay(): Promise<Display> {
  return new Promise((resolve, reject) => {
    withDisplay(
      (env) =>
        new Promise<void>((close) => {
          resolve({ env, close })
        }),
    ).catch(reject)
  })
}
