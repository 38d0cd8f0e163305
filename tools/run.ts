import { type SpawnOptions, spawn } from 'node:child_process'

export type RunResult = { readonly code: number; readonly output: string }

type RunOptions = Pick<SpawnOptions, 'cwd' | 'env'> & { readonly timeoutMs?: number; readonly show?: boolean }

/** Runs a command to its end. `code` is 1 where a signal ended it; `output` holds both streams unless `show` is set. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { show = false, timeoutMs, ...rest } = options
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...rest,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' }),
    })
    let output = ''
    const collect = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Like `run`, but a command that fails is an error that carries the end of what it said. */
export async function runOrFail(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, output } = await run(command, args, options)
  if (code === 0) return output
  const said = output.trim().split('\n').slice(-20).join('\n')
  throw new Error(`${command} ${args.join(' ')} ended with code ${code}\n${said}`)
}
