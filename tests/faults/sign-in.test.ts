import { X509Certificate } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSelfSignedCertificate, HashAlgorithm, NamedCurveAlgorithm, SignatureAlgorithm } from 'werift'
import type { View } from '../../src/contract/view.ts'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import {
  giveAgain,
  isRegistered,
  newFolder,
  PASSWORD,
  type Phone,
  removeFolder,
  saveAccount,
  signIn,
  startPhone,
  USER,
} from './harness/phone.ts'

let phone: Phone
const lines: PracticeLine[] = []

beforeEach(async () => {
  phone = await startPhone(newFolder())
})

afterEach(async () => {
  await phone.electron.quit()
  for (const line of lines.splice(0)) await line.close()
  removeFolder(phone.userData)
})

async function startLine(options: Parameters<typeof startPracticeLine>[0] = {}): Promise<PracticeLine> {
  const line = await startPracticeLine({ users: { [USER]: PASSWORD }, ...options })
  lines.push(line)
  return line
}

const kinds = (view: View) => view.problems.map(({ kind }) => kind)

/** REGISTERs that came in, and how many of them tried a password. */
function countRegisters(line: PracticeLine): { readonly all: () => number; readonly tried: () => number } {
  const seen: string[] = []
  line.onMessage((direction, text) => {
    if (direction === 'in' && text.startsWith('REGISTER ')) seen.push(text)
  })
  return {
    all: () => seen.length,
    tried: () => seen.filter((text) => /^authorization:/im.test(text)).length,
  }
}

test('a wrong password is tried once, then the agent is asked, and the right one works', async () => {
  const line = await startLine()
  const registers = countRegisters(line)
  expect(await saveAccount(phone, line, { password: 'wrong' })).toMatchObject({ ok: true })
  const refused = await phone.until('the agent is asked', ({ lines: [line], problems }) =>
    line?.state === 'refused' ? { line, problems } : null,
  )
  expect(refused.line).toMatchObject({ reason: 'wrongPassword', retryAt: null })
  expect(refused.line.detail).toContain('401')
  expect(refused.problems).toContainEqual(
    expect.objectContaining({ kind: 'lineRefused', subject: 'wrongPassword', action: 'signIn' }),
  )
  expect(registers.tried()).toBe(1)

  // Neither time nor a network that comes back makes it try the same password again: nothing is left that could.
  await phone.call('line.retry', { account: null })
  await phone.call('view.get', null)
  expect(line.connections()).toEqual([])
  expect((await phone.view()).lines[0]).toMatchObject({ state: 'refused', retryAt: null })
  expect([registers.all(), registers.tried()]).toEqual([2, 1])

  expect(await giveAgain(phone, PASSWORD)).toMatchObject({ ok: true })
  const view = await phone.until('registered', (one) => isRegistered(one) && one)
  expect(kinds(view)).not.toContain('lineRefused')
  expect(registers.tried()).toBe(2)
})

test('a certificate that signed itself is refused, with the host and its dates', async () => {
  const { certPem, keyPem } = await createSelfSignedCertificate(
    { hash: HashAlgorithm.sha256_4, signature: SignatureAlgorithm.ecdsa_3 },
    NamedCurveAlgorithm.secp256r1_23,
  )
  const { validFrom, validTo } = new X509Certificate(certPem)
  const line = await startLine({ tls: { key: keyPem, cert: certPem } })
  const registers = countRegisters(line)

  const server = `wss://localhost:${line.port}/`
  expect(await saveAccount(phone, line, { server })).toMatchObject({ ok: true })
  const view = await phone.until(
    'it is refused',
    (one) => one.lines[0]?.reason === 'certificateRefused' && one,
  )

  const day = (time: string | number) => new Date(time).toISOString().slice(0, 10)
  expect(view.lines[0]?.state).toBe('refused')
  expect(view.lines[0]?.detail).toContain('The certificate of localhost was refused: it signed itself')
  expect(view.lines[0]?.detail).toContain(`valid from ${day(validFrom)} to ${day(validTo)}`)
  expect(view.lines[0]?.detail).toContain(`clock says ${day(Date.now())}`)
  expect(view.problems).toContainEqual(
    expect.objectContaining({
      kind: 'lineRefused',
      subject: 'certificateRefused',
      detail: view.lines[0]?.detail,
      action: 'retry',
    }),
  )
  expect(registers.all()).toBe(0)

  await signIn(phone, await startLine())
  expect(kinds(await phone.view())).not.toContain('lineRefused')
})
