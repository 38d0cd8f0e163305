import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PracticeLine, startPracticeLine } from '../../src/practice/practice-line.ts'
import { expectSound, hearEachOther, listen, talk } from './harness/call.ts'
import {
  giveAgain,
  isRegistered,
  newFolder,
  PASSWORD,
  type Phone,
  removeFolder,
  signIn,
  startPhone,
  USER,
} from './harness/phone.ts'
import { readJournal } from './kill/journal-copy.ts'

/** A small disk can be had where this process may mount one. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0
const DISK_MEGABYTES = 64

let line: PracticeLine
let phone: Phone
let disk: string

beforeEach(async () => {
  disk = newFolder()
  if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m`, 'tmpfs', disk])
  line = await startPracticeLine({ users: { [USER]: PASSWORD } })
  phone = await startPhone(disk)
  await signIn(phone, line)
})

afterEach(async () => {
  try {
    await phone.electron.quit()
  } finally {
    await line.close()
    if (canMount) execFileSync('umount', [disk])
    removeFolder(disk)
  }
})

const filler = () => join(disk, 'filler')

/** Takes what is left of the disk, to the last byte. */
function fillDisk(): void {
  const file = openSync(filler(), 'a')
  try {
    for (const size of [1 << 20, 4_096, 1]) {
      const block = Buffer.alloc(size)
      try {
        for (;;) if (writeSync(file, block) < size) break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    closeSync(file)
  }
}

async function fullDiskInACall(): Promise<void> {
  const { id, customer } = await talk(phone, line)
  const heard = await listen(customer)
  fillDisk()

  // Each is a fact that no disk takes. What was written before the disk was full stays what it is.
  const onDisk = () =>
    readJournal(disk)
      .facts.get(id)
      ?.map(({ fact }) => fact.kind) ?? []
  const told = async () => {
    // The journal has some pages of its own to fill before it needs more of the disk.
    for (let times = 0; times < 400; times += 1) {
      await phone.call('call.mute', { call: id })
      await phone.call('call.unmute', { call: id })
      const view = await phone.view()
      if (view.problems.some(({ kind }) => kind === 'diskFull')) return view
    }
    throw new Error('the agent was never told')
  }
  const view = await told()
  expect(view.problems).toContainEqual(
    expect.objectContaining({ kind: 'diskFull', subject: phone.file('journal.db') }),
  )
  expect(view.calls).toMatchObject([{ id, phase: 'connected' }])

  expect(await phone.call('call.hold', { call: id })).toMatchObject({ ok: true })
  await customer.whenHeld(true)
  await phone.until('held', ({ calls }) => calls.find((call) => call.held))
  expect(await phone.call('call.resume', { call: id })).toMatchObject({ ok: true })
  await customer.whenHeld(false)
  await hearEachOther(phone, customer)
  const draft = { disposition: 'resolved', notes: 'typed on a full disk' }
  expect(await phone.call('wrapUp.draft', { call: id, ...draft })).toMatchObject({ ok: true })
  expectSound(heard.stop())

  await phone.call('call.hangUp', { call: id })
  const wrapUp = await phone.until('wrap-up', ({ calls }) => calls.find((call) => call.wrapUp === 'open'))
  expect(wrapUp.draft).toEqual(draft)
  expect(await phone.call('wrapUp.finish', { call: id, ...draft })).toMatchObject({ ok: true })
  await phone.until('closed', ({ calls }) => calls.length === 0)
  expect(onDisk()).not.toContain('ended')

  rmSync(filler())
  await phone.until('the problem goes by itself', ({ problems }) =>
    problems.every(({ kind }) => kind !== 'diskFull'),
  )
  const kinds = onDisk()
  expect(kinds.filter((kind) => kind !== 'muted' && kind !== 'unmuted')).toEqual([
    ...['offered', 'answered', 'held', 'resumed', 'ended', 'wrapUpOpened', 'wrapUpClosed'],
  ])
  expect(kinds.filter((kind) => kind === 'muted').length).toBe(
    kinds.filter((kind) => kind === 'unmuted').length,
  )
  const history = await phone.call('history.list', {
    ...{ text: '', filter: 'all', customer: null, before: null, limit: 10 },
  })
  expect(history).toMatchObject({ rows: [{ id, disposition: 'Resolved', notes: draft.notes }] })
  console.log(`${kinds.length} facts, all on record`)
}

async function fullDiskAtTheStart(): Promise<void> {
  await phone.electron.quit()
  fillDisk()
  phone = await startPhone(disk)
  const started = await phone.view()
  expect(started).toMatchObject({ readOnly: true, accounts: [{ user: USER, server: line.url }] })
  expect(started.problems.map(({ kind }) => kind)).toContain('journalUnwritable')
  await giveAgain(phone, PASSWORD)
  await phone.until('registered', isRegistered)
  const { id } = await talk(phone, line)
  await phone.call('call.hangUp', { call: id })
  await phone.until('wrap-up', ({ calls }) => calls.find((call) => call.wrapUp === 'open'))
  const finished = await phone.call('wrapUp.finish', { call: id, disposition: 'resolved', notes: '' })
  expect(finished).toMatchObject({ ok: true })
  expect((await phone.view()).problems.map(({ kind }) => kind)).toContain('diskFull')

  rmSync(filler())
  await phone.until('the facts are written', ({ problems }) =>
    problems.every(({ kind }) => kind !== 'diskFull'),
  )
  await phone.electron.kill()
  phone = await startPhone(disk)
  expect((await phone.view()).readOnly).toBe(false)
  expect(
    readJournal(disk)
      .facts.get(id)
      ?.map(({ fact }) => fact.kind),
  ).toEqual([...['offered', 'answered', 'ended', 'wrapUpOpened', 'wrapUpClosed']])
}

if (canMount) {
  test('a disk that is full at the start costs neither the account nor a call', fullDiskAtTheStart)
  test('a full disk stops no call, and all that happened is on record when there is space', fullDiskInACall)
} else {
  test('a full disk did not run: it takes a small tmpfs, which only root on Linux can mount', () => {
    console.log('disk full did not run: it takes a small tmpfs, which only root on Linux can mount')
  })
}
