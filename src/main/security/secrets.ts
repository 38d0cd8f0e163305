import type { SecretStore } from '../../contract/view.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'

/**
 * The parts of Electron's `safeStorage` that are used. Electron 46 keeps only the asynchronous ones, Electron before
 * 45 has only the synchronous ones; `getSelectedStorageBackend` exists on Linux.
 */
export type SafeStoragePort = {
  isAsyncEncryptionAvailable?(): Promise<boolean>
  encryptStringAsync?(plain: string): Promise<Buffer>
  decryptStringAsync?(encrypted: Buffer): Promise<{ readonly result: string }>
  isEncryptionAvailable?(): boolean
  encryptString?(plain: string): Buffer
  decryptString?(encrypted: Buffer): string
  getSelectedStorageBackend?(): string
}

export type Secrets = {
  /**
   * `basicText`: there is no keyring, and what would be stored could be read by anyone who has the file; nothing is
   * encrypted then, and the agent may keep a password for the session only.
   */
  readonly store: () => Promise<SecretStore>
  /** Base64 that only this user on this machine can turn back. Refused wherever `store` isn't `system`. */
  readonly encrypt: (plain: string) => Promise<Result<string, 'cannotStore'>>
  /** Null where it can't be decrypted: another machine, another user, another keyring. */
  readonly decrypt: (stored: string) => Promise<string | null>
}

export function createSecrets(storage: SafeStoragePort, log: (message: string) => void): Secrets {
  const available = async (): Promise<boolean> => {
    if (storage.isAsyncEncryptionAvailable) return storage.isAsyncEncryptionAvailable()
    return storage.isEncryptionAvailable?.() ?? false
  }

  const store = async (): Promise<SecretStore> => {
    try {
      if (storage.getSelectedStorageBackend?.() === 'basic_text') return 'basicText'
      return (await available()) ? 'system' : 'unavailable'
    } catch (error) {
      log(`the system's secret store can't be reached: ${String(error)}`)
      return 'unavailable'
    }
  }

  const seal = async (plain: string): Promise<Buffer | undefined> =>
    storage.encryptStringAsync ? storage.encryptStringAsync(plain) : storage.encryptString?.(plain)

  const unseal = async (encrypted: Buffer): Promise<string | undefined> =>
    storage.decryptStringAsync
      ? (await storage.decryptStringAsync(encrypted)).result
      : storage.decryptString?.(encrypted)

  return {
    store,
    encrypt: async (plain) => {
      if ((await store()) !== 'system') return refuse('cannotStore')
      try {
        const sealed = await seal(plain)
        return sealed === undefined ? refuse('cannotStore') : ok(sealed.toString('base64'))
      } catch (error) {
        log(`a secret could not be encrypted: ${String(error)}`)
        return refuse('cannotStore')
      }
    },
    decrypt: async (stored) => {
      try {
        return (await unseal(Buffer.from(stored, 'base64'))) ?? null
      } catch (error) {
        log(`a stored secret could not be decrypted: ${String(error)}`)
        return null
      }
    },
  }
}
