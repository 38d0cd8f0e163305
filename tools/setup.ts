// `npm run setup`: everything that `npm ci` can't bring. Quick when it is all there already.
import { ensureDebianPackages, type PackageGroup, requireDebianPackages } from './debian.ts'
import { type ResolvedElectron, resolveElectron } from './electron/resolve.ts'

/** Electron and what it needs to run here; with `interop`, the servers and phones that tests talk to as well. */
export async function setUp(options: { interop?: boolean } = {}): Promise<ResolvedElectron> {
  await requireDebianPackages('electron')
  if (options.interop === true) {
    await sayWhatIsMissing('interop')
    await sayWhatIsMissing('crm')
  }
  return resolveElectron()
}

async function sayWhatIsMissing(group: PackageGroup): Promise<void> {
  const packages = await ensureDebianPackages(group)
  if (packages.state === 'missing') console.log(`For the ${group} tests run: ${packages.command}`)
  if (packages.state === 'otherSystem') console.log(`The ${group} tests run on Debian and Ubuntu only.`)
}

if (import.meta.main) {
  const electron = await setUp({ interop: true })
  console.log(`Electron ${electron.version} (${electron.kind}): ${electron.path}`)
}
