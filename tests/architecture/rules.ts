/** What the files of one room may import. Paths are from the root; the most specific room of a file counts. */
export type Room = {
  readonly room: string
  /** Rooms (their files and all below) that may be imported beside the room itself. */
  readonly rooms: readonly string[]
  readonly packages: readonly (string | RegExp)[]
}

const NODE = /^node:/
const SIGNALLING = ['sip.js', 'ws'] as const

/**
 * The dependency rule: `domain` imports nothing but itself; `contract` imports `domain`; nobody imports sideways.
 * In main, `desk` stands above the adapters, and only the rooms that own the desktop know Electron.
 */
export const ROOMS: readonly Room[] = [
  { room: 'src/domain', rooms: [], packages: ['libphonenumber-js'] },
  { room: 'src/contract', rooms: ['src/domain'], packages: ['zod'] },

  {
    room: 'src/main/desk',
    rooms: [
      'src/domain',
      'src/contract',
      'src/main/sip',
      'src/main/media',
      'src/main/journal',
      'src/main/customers',
      'src/main/crm',
    ],
    packages: [NODE, 'zod'],
  },
  { room: 'src/main/sip', rooms: ['src/domain', 'src/contract'], packages: [NODE, ...SIGNALLING] },
  {
    room: 'src/main/line-check',
    rooms: ['src/domain', 'src/contract', 'src/main/sip', 'src/main/media'],
    packages: [NODE],
  },
  { room: 'src/main/media', rooms: ['src/domain', 'src/contract'], packages: [NODE, 'sip.js', 'werift'] },
  { room: 'src/main/journal', rooms: ['src/domain', 'src/contract'], packages: [NODE, 'better-sqlite3'] },
  { room: 'src/main/customers', rooms: ['src/domain', 'src/contract'], packages: [NODE, 'better-sqlite3'] },
  // Runs in the worker; what main needs of it are the connectors' names and forms.
  {
    room: 'src/main/crm',
    rooms: ['src/domain', 'src/contract', 'src/main/customers'],
    packages: [NODE, 'better-sqlite3', 'zod', '@xmldom/xmldom'],
  },
  { room: 'src/main/oauth', rooms: ['src/domain', 'src/contract'], packages: [NODE, 'openid-client'] },
  { room: 'src/main/trace', rooms: ['src/domain'], packages: [NODE] },
  {
    room: 'src/main/worker',
    rooms: ['src/domain', 'src/contract', 'src/main/customers', 'src/main/journal', 'src/main/crm'],
    packages: [NODE, 'better-sqlite3', 'csv-parse', 'zod'],
  },
  {
    room: 'src/main/security',
    rooms: ['src/domain', 'src/contract'],
    packages: [NODE, 'electron'],
  },
  {
    room: 'src/main/ipc',
    rooms: ['src/domain', 'src/contract', 'src/main/media', 'src/main/security'],
    packages: [NODE, 'electron', 'zod'],
  },
  {
    room: 'src/main/desktop',
    rooms: ['src/domain', 'src/contract', 'src/main/desk', 'src/main/security', 'src/main/worker'],
    packages: [NODE, 'electron', 'zod'],
  },
  {
    room: 'src/main',
    rooms: ['src/domain', 'src/contract'],
    packages: [NODE, 'electron', 'better-sqlite3', 'zod'],
  },

  { room: 'src/preload', rooms: ['src/contract'], packages: ['electron'] },
  {
    room: 'src/renderer/agent',
    rooms: ['src/domain', 'src/contract'],
    packages: ['react', 'react-dom', 'react-aria-components', 'zustand', 'i18next'],
  },
  { room: 'src/renderer/media', rooms: ['src/domain', 'src/contract'], packages: [] },
  { room: 'src/practice', rooms: ['src/domain'], packages: [NODE, 'sip.js', 'werift', 'ws'] },
]

/** What tests of a room may use besides. */
export const IN_TESTS: readonly (string | RegExp)[] = [
  NODE,
  'vitest',
  'fast-check',
  'ws',
  'sip.js',
  'zod',
  'better-sqlite3',
  'csv-parse',
  'libphonenumber-js',
  'oidc-provider',
  '@hubspot/api-client',
  '@jsforce/jsforce-node',
  '@testing-library/react',
  '@testing-library/user-event',
  'react',
]

/** Peers that tests of the line and the media talk to. */
export const PEERS_IN_TESTS: readonly string[] = ['src/practice', 'src/main']
