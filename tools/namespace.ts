// Tests that change or break the network do it in one of their own, with nothing in it but the loopback: nothing can
// leave, and nothing outside notices.

/** Tells those who run in it that it is theirs to change. */
export const NAMESPACE = 'OFFHOOK_NETWORK_NAMESPACE'

/** The command that runs another one in a new network namespace, where the kernel lets this user be its root. */
export function inNamespace(command: readonly string[]): readonly string[] {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  return ['unshare', ...asRoot, '--net', '--', 'env', `${NAMESPACE}=own`, ...command]
}
