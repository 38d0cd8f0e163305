import { describe, expect, it } from 'vitest'
import { createSecrets, type SafeStoragePort } from './secrets.ts'

const sealed = (plain: string): Buffer => Buffer.from([...Buffer.from(plain)].map((byte) => byte ^ 0x5a))
const opened = (bytes: Buffer): string => {
  if (bytes.length === 0) throw new Error('ciphertext is too short')
  return sealed(bytes.toString('latin1')).toString('latin1')
}

const asynchronous: SafeStoragePort = {
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (plain) => sealed(plain),
  decryptStringAsync: async (bytes) => ({ result: opened(bytes) }),
}
const synchronous: SafeStoragePort = {
  isEncryptionAvailable: () => true,
  encryptString: sealed,
  decryptString: opened,
}

const silent = (): void => {}

describe('a secret', () => {
  it.each([
    ['asynchronous', asynchronous],
    ['synchronous', synchronous],
  ])('comes back from the %s store, and does not lie there in plain text', async (_which, storage) => {
    const secrets = createSecrets(storage, silent)
    expect(await secrets.store()).toBe('system')
    const stored = await secrets.encrypt('correct horse')
    expect(stored.ok).toBe(true)
    if (!stored.ok) return
    expect(Buffer.from(stored.value, 'base64').toString('latin1')).not.toContain('horse')
    expect(await secrets.decrypt(stored.value)).toBe('correct horse')
  })

  it('goes the asynchronous way where both are there', async () => {
    const secrets = createSecrets(
      {
        ...asynchronous,
        isEncryptionAvailable: () => {
          throw new Error('removed')
        },
      },
      silent,
    )
    expect(await secrets.store()).toBe('system')
  })

  it('is not stored where only plain text could be', async () => {
    const secrets = createSecrets({ ...synchronous, getSelectedStorageBackend: () => 'basic_text' }, silent)
    expect(await secrets.store()).toBe('basicText')
    expect(await secrets.encrypt('correct horse')).toEqual({ ok: false, reason: 'cannotStore' })
  })

  it.each([
    ['there is no store', {}],
    ['the store is locked', { ...synchronous, isEncryptionAvailable: () => false }],
    [
      'the store breaks down',
      {
        isAsyncEncryptionAvailable: async (): Promise<boolean> => {
          throw new Error('no bus')
        },
      },
    ],
  ])('is not stored when %s', async (_why, storage: SafeStoragePort) => {
    const secrets = createSecrets(storage, silent)
    expect(await secrets.store()).toBe('unavailable')
    expect(await secrets.encrypt('correct horse')).toEqual({ ok: false, reason: 'cannotStore' })
  })

  it('that belongs to another machine is asked for again, and not named in the log', async () => {
    const log: string[] = []
    const secrets = createSecrets(synchronous, (message) => log.push(message))
    expect(await secrets.decrypt('')).toBeNull()
    expect(log).toEqual(['a stored secret could not be decrypted: Error: ciphertext is too short'])
  })
})
