import { carddav } from '../../src/main/crm/connectors/carddav/carddav.ts'
import { describeConnector } from '../../src/main/crm/testing/contract-suite.ts'
import { startRadicale } from './servers/radicale.ts'
import { serverOfFile } from './servers/server-of-file.ts'
import { startXandikos } from './servers/xandikos.ts'
import { addressBookWorld } from './testing/address-book-world.ts'

const radicale = serverOfFile(startRadicale)
const xandikos = serverOfFile(startXandikos)

for (const [name, server] of [
  ['Radicale', radicale],
  ['Xandikos', xandikos],
] as const)
  describeConnector({ name, connector: carddav, world: () => addressBookWorld(server()), locks: true })
