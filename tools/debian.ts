// The Debian packages that Offhook's tools call on. Where they can't be installed from here, the one line that would do
// it is said instead.
import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { run, runOrFail } from './run.ts'

export const packageGroups = {
  /** What Electron links to, a display without a screen, and a font. */
  electron: [
    'dbus',
    'fonts-dejavu-core',
    'libasound2',
    'libgbm1',
    'libgtk-3-0',
    'libnss3',
    'libxss1',
    'libxtst6',
    'xauth',
    'xvfb',
  ],
  /** To compile better-sqlite3 for an Electron that is too old for its binaries. */
  compile: ['g++', 'make', 'python3'],
  /** The real servers and phones that tests/interop starts. */
  interop: [
    'baresip-core',
    'kamailio',
    'kamailio-outbound-modules',
    'kamailio-tls-modules',
    'kamailio-websocket-modules',
    'openssl',
    'rtpengine-daemon',
    'sip-tester',
  ],
  /** The address books and the CRM that tests/crm starts. */
  crm: [
    'python3-bcrypt',
    'python3-passlib',
    'python3-phonenumbers',
    'radicale',
    'tryton-modules-company',
    'tryton-modules-party',
    'tryton-modules-party-relationship',
    'tryton-modules-sale-opportunity',
    'tryton-server',
    'xandikos',
  ],
  /** The face that the pictures of the app are set in, as a desktop's own would be. */
  pictures: ['fonts-inter'],
  /** To change and break a network of the tests' own. */
  network: ['iproute2', 'iptables', 'tshark', 'util-linux'],
} as const

export type PackageGroup = keyof typeof packageGroups

export type Packages =
  | { readonly state: 'ready' }
  /** A Debian or Ubuntu where this process may not install. */
  | { readonly state: 'missing'; readonly command: string }
  | { readonly state: 'otherSystem' }

/** Installs what is missing of a group, as root on Debian or Ubuntu; no service is started by that. */
export async function ensureDebianPackages(group: PackageGroup): Promise<Packages> {
  if (!(await isDebian())) return { state: 'otherSystem' }
  const missing = await missingOf(packageGroups[group])
  if (missing.length === 0) return { state: 'ready' }
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  if (process.getuid?.() !== 0) return { state: 'missing', command: `sudo ${install.join(' ')}` }

  console.log(`Debian packages: installing ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runOrFail('apt-get', ['update'], { env })
  await withoutServices(() => runOrFail('apt-get', install.slice(1), { env }))
  return { state: 'ready' }
}

/** As `ensureDebianPackages`, for what can't go on without the group. */
export async function requireDebianPackages(group: PackageGroup): Promise<void> {
  const packages = await ensureDebianPackages(group)
  if (packages.state === 'missing') throw new Error(`Debian packages are missing, run: ${packages.command}`)
}

async function isDebian(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return describesDebian(release)
}

export const describesDebian = (osRelease: string): boolean =>
  /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(osRelease)

async function missingOf(names: readonly string[]): Promise<string[]> {
  // Newer releases carry some libraries under a name that ends in t64 and provides the old one.
  const queried = names.flatMap((name) => [name, `${name}t64`])
  const format = '$' + '{Package} $' + '{db:Status-Status}\\n'
  const { output } = await run('dpkg-query', ['-W', '-f', format, ...queried])
  const installed = installedIn(output)
  return names.filter((name) => !installed.has(name) && !installed.has(`${name}t64`))
}

/** The packages that dpkg-query lists as installed; lines about unknown packages count as absent. */
export function installedIn(list: string): ReadonlySet<string> {
  return new Set(
    list
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, state, ...rest]) => state === 'installed' && rest.length === 0)
      .map(([name = '']) => name),
  )
}

/** Installation scripts ask this file whether they may start their daemon; 101 is the answer no. */
async function withoutServices(work: () => Promise<unknown>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d'
  const own = await writeFile(policy, '#!/bin/sh\nexit 101\n', { flag: 'wx' }).then(
    () => true,
    () => false,
  )
  try {
    if (own) await chmod(policy, 0o755)
    await work()
  } finally {
    if (own) await rm(policy, { force: true })
  }
}
