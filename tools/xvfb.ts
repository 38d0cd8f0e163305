import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** Whether this machine can show a window without a display server of our own. */
export const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY)

/**
 * Runs `work` with a display: the one at hand, else an Xvfb that ends with it. `work` gets the environment that names
 * the display.
 */
export async function withDisplay<T>(
  work: (env: NodeJS.ProcessEnv) => Promise<T>,
  options: { readonly headless?: boolean } = {},
): Promise<T> {
  if (process.platform !== 'linux' || (hasDisplay() && options.headless !== true)) return work(process.env)
  const { child, display } = await startXvfb()
  try {
    const { WAYLAND_DISPLAY: _socket, XDG_SESSION_TYPE: _session, ...env } = process.env
    return await work({ ...env, DISPLAY: display })
  } finally {
    await stop(child)
  }
}

async function startXvfb(): Promise<{ child: ChildProcess; display: string }> {
  // Xvfb picks a free display itself and writes its number to the descriptor that -displayfd names.
  const child = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const failed = once(child, 'error').then(([error]: unknown[]) => {
    throw error instanceof Error ? error : new Error(String(error))
  })
  const numbers = child.stdio[3]
  const complaints = child.stderr
  if (numbers == null || complaints == null) throw new Error('Xvfb was started without pipes')
  const said = text(complaints)
  const display = new Promise<string>((resolve, reject) => {
    numbers.once('data', (chunk: Buffer) => resolve(`:${chunk.toString().trim()}`))
    child.once('exit', () => {
      said.then((reason) => reject(new Error(`Xvfb did not start: ${reason}`)), reject)
    })
  })
  return { child, display: await Promise.race([display, failed]) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}
