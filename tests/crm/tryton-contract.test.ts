import { tryton } from '../../src/main/crm/connectors/tryton/tryton.ts'
import { describeConnector } from '../../src/main/crm/testing/contract-suite.ts'
import { serverOfFile } from './servers/server-of-file.ts'
import { startTryton } from './servers/tryton.ts'
import { trytonWorld } from './testing/tryton-world.ts'

const server = serverOfFile((folder) => startTryton(folder))

describeConnector({
  name: 'Tryton 6.0',
  connector: tryton,
  world: () => trytonWorld(server()),
  locks: true,
})
