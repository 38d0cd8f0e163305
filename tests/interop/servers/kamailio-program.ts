import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Certificate } from './certificates.ts'
import { loopback } from './ports.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './wait.ts'

export type KamailioProgram = {
  readonly stop: () => Promise<void>
  /** Starts it again on the same ports, after `stop`. */
  readonly start: () => Promise<void>
  readonly signal: (signal: NodeJS.Signals) => void
}

/** Starts a Kamailio with one of the configurations beside this file, its words between @ filled in. */
export async function startKamailioProgram(options: {
  readonly folder: string
  readonly configuration: `${string}.cfg`
  readonly values: Readonly<Record<string, string | number>>
  /** TCP ports that it listens at when it is ready. */
  readonly ports: readonly number[]
}): Promise<KamailioProgram> {
  const { folder, configuration, values, ports } = options
  await mkdir(join(folder, 'run'), { recursive: true })
  const file = join(folder, 'kamailio.cfg')
  const template = await readFile(new URL(configuration, import.meta.url), 'utf8')
  await writeFile(
    file,
    template.replace(/@([A-Z_]+)@/g, (_, key: string) => String(values[key] ?? '')),
  )

  let program: Program | null = null
  const start = async () => {
    const args = ['-f', file, '-Y', join(folder, 'run'), '-DD', '-E', '-m', '32', '-M', '8']
    const started = startProgram({ name: 'kamailio', command: 'kamailio', args, folder })
    program = started
    await until(
      'Kamailio listens',
      async () => {
        if (!started.running()) throw new Error(`Kamailio ended: ${started.output().slice(-2000)}`)
        return (await Promise.all(ports.map(listens))).every(Boolean)
      },
      { also: () => `\n${started.output().slice(-2000)}` },
    )
  }
  await start()
  return {
    start,
    stop: async () => {
      await program?.stop()
      program = null
    },
    signal: (signal) => program?.signal(signal),
  }
}

/** What a configuration says of TLS; without a certificate, nothing. */
export const tlsValues = (
  certificate: Certificate | undefined,
  port: number,
): Readonly<Record<string, string>> => ({
  TLS: certificate ? 'yes' : 'no',
  LISTEN_TLS: certificate ? `listen=tls:${loopback}:${port}` : '',
  LOAD_TLS: certificate ? 'loadmodule "tls.so"' : '',
  SETTINGS_TLS: certificate ? tlsSettings(certificate) : '',
})

const tlsSettings = ({ certificate, key }: Certificate): string =>
  [
    `modparam("tls", "certificate", "${certificate}")`,
    `modparam("tls", "private_key", "${key}")`,
    'modparam("tls", "tls_method", "TLSv1.2+")',
    'modparam("tls", "verify_certificate", 0)',
  ].join('\n')

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, loopback)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
