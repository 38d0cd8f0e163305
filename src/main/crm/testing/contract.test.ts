import { describeConnector } from './contract-suite.ts'
import { scriptedConnector } from './scripted-connector.ts'
import { scriptedWorld } from './scripted-world.ts'

// The suite itself is shown here: against a server that can everything, and one that does only what it must.
describeConnector({
  name: 'a server that takes keys and tells of deletions',
  connector: scriptedConnector({ ghosts: false }),
  world: () => scriptedWorld(),
  locks: true,
})

describeConnector({
  name: 'a server that forgets keys and deletes without a word',
  connector: scriptedConnector({ idempotency: 'probe', callLog: 'once', activities: false, deals: false }),
  world: () =>
    scriptedWorld(({ store }) => {
      store.keepsKeys = false
      store.tellsDeleted = false
    }),
  locks: true,
})
