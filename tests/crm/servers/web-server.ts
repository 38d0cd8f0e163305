import { type Program, type ProgramOptions, startProgram } from '../../interop/servers/program.ts'
import { until } from '../../interop/servers/wait.ts'

/** Starts a program that serves HTTP and waits until it answers at `url`, whatever it answers. */
export async function startWebServer(options: ProgramOptions & { readonly url: string }): Promise<Program> {
  const program = startProgram(options)
  try {
    await until(
      `${options.name} answers`,
      async () => {
        if (!program.running()) throw new Error(`${options.name} ended: ${program.output()}`)
        return await fetch(options.url).then(
          async (answer) => {
            await answer.arrayBuffer()
            return true
          },
          () => false,
        )
      },
      { within: 60_000, also: program.output },
    )
  } catch (error) {
    await program.stop()
    throw error
  }
  return program
}
