import { join } from 'node:path'
import type { Certificate } from './certificates.ts'
import { startKamailioProgram, tlsValues } from './kamailio-program.ts'
import { freePort, loopback } from './ports.ts'

export type EdgeOptions = {
  readonly folder: string
  readonly name?: string
  /** The registrar behind it, over UDP. */
  readonly registrarPort: number
  readonly certificate: Certificate
  /** Flows of RFC 5626 and STUN at the SIP port; else the address that a REGISTER came from stands in Path. */
  readonly outbound: boolean
  /** Seconds of Flow-Timer, where there are flows; 0 for none. */
  readonly flowTimer?: number
  /** Seconds of silence after which it closes a connection. */
  readonly connectionSeconds?: number
}

export type Edge = {
  readonly ws: string
  readonly wss: string
  /** UDP and TCP, `host:port`. */
  readonly sip: string
  readonly stop: () => Promise<void>
  /** Silent without closing anything. */
  readonly freeze: () => void
}

/** Another Kamailio before the registrar, as a large site or a provider has it. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const [sipPort, wsPort, wssPort] = [await freePort(), await freePort(), await freePort()]
  const { certificate, outbound, flowTimer = 0 } = options
  const program = await startKamailioProgram({
    folder: join(options.folder, options.name ?? 'edge'),
    configuration: 'edge.cfg',
    values: {
      HOST: loopback,
      SIP_PORT: sipPort,
      WS_PORT: wsPort,
      REGISTRAR_PORT: options.registrarPort,
      CONNECTION_SECONDS: options.connectionSeconds ?? 3605,
      LOAD_OUTBOUND: outbound ? 'loadmodule "outbound.so"\nloadmodule "stun.so"' : '',
      ADD_PATH: outbound ? 'add_path();' : 'add_path_received();',
      // With flows the Record-Route says over which connection an agent is reached; else its Contact has to.
      ADD_ALIAS: outbound ? '$var(none) = 0;' : 'add_contact_alias();',
      FLOW_TIMER: flowTimer > 0 ? `insert_hf("Flow-Timer: ${flowTimer}\\r\\n", "Call-ID");` : '',
      ...tlsValues(certificate, wssPort),
    },
    ports: [sipPort, wsPort, wssPort],
  })
  return {
    ws: `ws://${loopback}:${wsPort}`,
    wss: `wss://localhost:${wssPort}`,
    sip: `${loopback}:${sipPort}`,
    stop: program.stop,
    freeze: () => program.signal('SIGSTOP'),
  }
}
