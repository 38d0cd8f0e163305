import type { Connector } from '../connector.ts'
import { carddav } from './carddav/carddav.ts'
import { hubspot } from './hubspot/hubspot.ts'
import { salesforce } from './salesforce/salesforce.ts'
import { tryton } from './tryton/tryton.ts'

/** Every CRM that Offhook speaks to. A new one is a folder here and a line in this list. */
export const connectors: readonly Connector[] = [carddav, hubspot, salesforce, tryton]

export const connectorOf = (id: string): Connector | null => connectors.find((one) => one.id === id) ?? null
