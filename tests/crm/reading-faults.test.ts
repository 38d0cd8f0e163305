import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ScriptedCrm, startScriptedCrm } from '../../src/main/crm/testing/scripted-crm.ts'
import { makeCertificate } from '../../src/main/sip/testing/certificate.ts'
import { ANSWER_FAULTS, FAULTS } from './testing/faults.ts'
import { type ScriptedDesk, scriptedDesk, there } from './testing/scripted-desk.ts'

let crm: ScriptedCrm
let desk: ScriptedDesk

beforeEach(async () => {
  crm = await startScriptedCrm()
  crm.store.pageSize = 10
  for (let at = 0; at < 60; at++) put(at)
})

afterEach(async () => {
  await desk.close()
  await crm.stop()
})

function put(at: number, name = `Customer ${at}`): void {
  crm.store.put(`p${1_000 + at}`, { name, phone: `030 2312${5_000 + at}` })
}

describe('after each fault, what is held is what is there', () => {
  it.each(FAULTS)('%s, while everything is read', async (_name, fault) => {
    desk = scriptedDesk(crm)
    crm.fail(fault(), 2, '/people', 2)
    desk.follower.start()
    await desk.upToDate()
    expect(crm.unmet()).toBe(0)
    // What a page left out, or couldn't be read, is noticed when ids are compared.
    await desk.lookTomorrow()
    expect(desk.held()).toEqual(there(crm))
    expect(desk.follower.state().customers).toBe(60)
  })

  it.each(FAULTS)('%s, while looking for changes', async (_name, fault) => {
    desk = scriptedDesk(crm)
    desk.follower.start()
    await desk.upToDate()
    put(3, 'Renamed')
    put(100)
    crm.store.remove('p1004')
    crm.fail(fault(), 1, '/people')
    await desk.lookTomorrow()
    expect(crm.unmet()).toBe(0)
    // A look for changes begins a little before the last one ended.
    put(101)
    await desk.lookTomorrow()
    expect(desk.held()).toEqual(there(crm))
  })

  it.each(ANSWER_FAULTS)('%s, while ids are compared', async (_name, fault) => {
    crm.store.tellsDeleted = false
    desk = scriptedDesk(crm)
    desk.follower.start()
    await desk.upToDate()
    crm.store.remove('p1004')
    crm.fail(fault(), 1, '/ids')
    await desk.lookTomorrow()
    await desk.lookTomorrow()
    await desk.lookTomorrow()
    expect(crm.unmet()).toBe(0)
    expect(desk.held()).toEqual(there(crm))
  })
})

describe('a server that is not what it was', () => {
  it('is told nothing, and asked again later, as long as its certificate cannot be trusted', async () => {
    await crm.stop()
    crm = await startScriptedCrm(makeCertificate({ commonName: '127.0.0.1', names: ['127.0.0.1'] }))
    put(1)
    desk = scriptedDesk(crm)
    desk.follower.start()
    await vi.waitFor(() => expect(desk.follower.state().fault).toMatchObject({ reason: 'tls' }), {
      timeout: 10_000,
    })
    expect(desk.follower.state().phase).toBe('waiting')
    expect(crm.asked()).toBe(0)
    expect(desk.held()).toEqual([])
  })

  it.each([3_600_000, -3_600_000])('loses nothing when its clock is off by %d ms', async (skew) => {
    crm.store.skewMs = skew
    for (let at = 0; at < 60; at++) put(at)
    desk = scriptedDesk(crm)
    desk.follower.start()
    await desk.upToDate()
    put(3, 'Renamed')
    put(100)
    crm.store.remove('p1004')
    await desk.lookTomorrow()
    expect(desk.held()).toEqual(there(crm))
    // Its clock is put right while we follow it. It never goes back within the server, which would lose to everybody.
    crm.store.skewMs = Math.max(0, skew)
    put(5, 'Renamed later')
    await desk.lookTomorrow()
    expect(desk.held()).toEqual(there(crm))
  })

  it('waits for somebody to sign in again when the token was revoked, with everything still there', async () => {
    desk = scriptedDesk(crm)
    desk.follower.start()
    await desk.upToDate()
    const before = desk.held()
    crm.fail({ kind: 'status', status: 401 }, 1_000)
    desk.follower.syncNow()
    await vi.waitFor(
      () => expect(desk.follower.state()).toMatchObject({ phase: 'problem', fault: { reason: 'signIn' } }),
      { timeout: 10_000 },
    )
    const asked = crm.asked()
    expect(desk.follower.state().nextAt).toBeNull()
    expect(desk.held()).toEqual(before)
    expect(crm.asked()).toBe(asked)
    crm.mend()
    put(100)
    desk.follower.syncNow()
    await desk.upToDate()
    expect(desk.held()).toEqual(there(crm))
  })
})
