import type { Connector } from '../../../src/main/crm/connector.ts'
import { scriptedConnector } from '../../../src/main/crm/testing/scripted-connector.ts'

const TOLD = 'OFFHOOK_TEST_CAPABILITIES'

/** How the processes of a test are told what the scripted CRM can do. */
export const telling = (
  capabilities: Partial<Connector['capabilities']>,
): Readonly<Record<string, string>> => ({
  [TOLD]: JSON.stringify(capabilities),
})

export const connectorAsTold = (): Connector =>
  scriptedConnector(JSON.parse(process.env[TOLD] ?? '{}') as Partial<Connector['capabilities']>)
