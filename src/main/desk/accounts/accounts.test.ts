import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { AgentContract } from '../../../contract/agent.ts'
import type { InputOf } from '../../../contract/boundary.ts'
import { newAccount } from '../../../domain/account/account.ts'
import { createJournal } from '../../journal/journal.ts'
import { openJournal } from '../../journal/open.ts'
import { createAccounts, type PracticeAccess } from './accounts.ts'

type Draft = InputOf<AgentContract['account.save']>

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const PRACTICE: PracticeAccess = {
  url: 'ws://127.0.0.1:9',
  plainServer: '127.0.0.1:8',
  domain: 'practice.example',
  user: 'agent',
  password: 'x',
}

/** The accounts on a real journal, with lines that only write down what they are told. */
function setUp(folder = mkdtempSync(join(tmpdir(), 'offhook-accounts-')), canStore = true) {
  if (!folders.includes(folder)) folders.push(folder)
  const opened = openJournal(join(folder, 'journal.db'), [], 1)
  if (!opened.ok) throw new Error(opened.reason)
  const journal = createJournal(opened.value.db)
  const told: string[] = []
  const onCall = new Set<string>()
  let ids = 0
  const accounts = createAccounts({
    read: journal.setting,
    write: (entries) => journal.write(entries),
    secrets: {
      encrypt: async (secret) =>
        canStore ? { ok: true, value: `sealed ${secret}` } : { ok: false, reason: 'cannotStore' },
      decrypt: async (sealed) => sealed.replace('sealed ', ''),
    },
    lines: {
      arrange: (order) => void told.push(`lines ${order.join(' ')}`),
      open: (account, { server, user }, password) =>
        void told.push(`open ${account}: ${user} at ${server} with ${password}`),
      wait: (account, reason) => void told.push(`wait ${account}: ${reason}`),
      close: async (account) => void told.push(`close ${account}`),
      retry: (account) => void told.push(`retry ${account}`),
      onCall: (account) => onCall.has(account),
    },
    practice: {
      start: async () => PRACTICE,
      callMe: () => {},
      push: () => told.push('practice pushes'),
      stop: () => told.push('practice stops'),
    },
    newId: () => `a${++ids}`,
    homeCountry: () => 'PT',
    chooseCaFile: async () => null,
    reaches: async (server) => server !== 'dead.example.com',
    practiceBegins: () => told.push('customers come'),
    practiceEnds: () => told.push('customers leave'),
    changed: () => {},
  })
  const save = (draft: Partial<Draft>) =>
    accounts.commands['account.save']({
      ...(newAccount('DE') as Draft),
      id: null,
      server: 'sip.example.com',
      user: '204',
      password: 'secret',
      keepPassword: true,
      ...draft,
    })
  return {
    folder,
    journal,
    accounts,
    save,
    onCall,
    told: () => told.splice(0),
    end: () => {
      journal.close()
      return folder
    },
  }
}

describe('accounts', () => {
  it('are several, each with its own password, and the first is dialled on', async () => {
    const test = setUp()
    await test.accounts.start(false, null)
    expect(await test.save({ label: 'Support', password: 'one' })).toEqual({ ok: true, value: 'a1' })
    await test.save({ server: 'wss://pbx.example/ws', transport: 'websocket', user: '7', password: 'two' })
    expect(test.told()).toEqual([
      'lines ',
      'close a1',
      'lines a1',
      'open a1: 204 at sip.example.com with one',
      'close a2',
      'lines a1 a2',
      'open a2: 7 at wss://pbx.example/ws with two',
    ])
    expect(test.accounts.view()).toMatchObject([
      { id: 'a1', label: 'Support', domain: 'sip.example.com', isDefault: true, passwordKept: 'stored' },
      { id: 'a2', domain: 'pbx.example', isDefault: false, hasPassword: true },
    ])

    test.accounts.commands['account.makeDefault']({ account: 'a2' })
    const again = setUp(test.end())
    await again.accounts.start(false, null)
    expect(again.accounts.defaultAccount()?.id).toBe('a2')
    expect(again.told()).toEqual([
      'lines a1 a2',
      'open a1: 204 at sip.example.com with one',
      'open a2: 7 at wss://pbx.example/ws with two',
    ])
    again.end()
  })

  it('lose their password with themselves, and hand on what is dialled on', async () => {
    const test = setUp()
    await test.save({})
    await test.save({ user: '7' })
    expect(await test.accounts.commands['account.remove']({ account: 'a1' })).toEqual({
      ok: true,
      value: null,
    })
    expect(test.journal.setting('account.secret.a1')).toBeNull()
    expect(test.journal.setting('account.secret.a2')).not.toBeNull()
    expect(test.accounts.defaultAccount()?.id).toBe('a2')
    expect(await test.accounts.commands['account.remove']({ account: 'a1' })).toMatchObject({ ok: false })
    test.end()
  })

  it('are neither moved nor removed under a call, which would end; what the line isn’t made from changes', async () => {
    const test = setUp()
    await test.save({})
    test.onCall.add('a1')
    test.told()
    const refused = { ok: false, reason: 'lineOnCall' }
    expect(await test.save({ id: 'a1', server: 'other.example.com' })).toEqual(refused)
    expect(await test.accounts.commands['account.remove']({ account: 'a1' })).toEqual(refused)
    expect(test.told()).toEqual([])
    expect(test.accounts.view()).toMatchObject([{ server: 'sip.example.com' }])
    expect(await test.save({ id: 'a1', label: 'Front desk' })).toMatchObject({ ok: true })
    expect(test.accounts.view()).toMatchObject([{ label: 'Front desk' }])
    test.onCall.clear()
    expect(await test.save({ id: 'a1', server: 'other.example.com' })).toMatchObject({ ok: true })
    test.end()
  })

  it('say that a new proxy can’t be reached before anything is saved, and keep it for whoever insists', async () => {
    const test = setUp()
    const dead = { outboundProxy: 'dead.example.com' }
    const refused = { ok: false, reason: 'badFields', fields: { outboundProxy: 'proxyUnreachable' } }
    expect(await test.save(dead)).toEqual(refused)
    expect(test.accounts.list()).toEqual([])
    expect(await test.save({ ...dead, evenUnreachable: true })).toMatchObject({ ok: true })
    const [saved] = test.accounts.list()
    expect(await test.save({ ...dead, id: saved?.id ?? '', label: 'Front desk' })).toMatchObject({ ok: true })
    expect(await test.save({ outboundProxy: 'proxy.example.com' })).toMatchObject({ ok: true })
    test.end()
  })

  it('ask for the password of the line that lacks it', async () => {
    const test = setUp()
    await test.save({ password: null })
    await test.save({ user: '7', keepPassword: false })
    expect(test.told()).toContain('wait a1: noPassword')
    await test.accounts.commands['account.signIn']({ account: 'a1', password: 'late', keep: false })
    expect(test.told()).toEqual(['open a1: 204 at sip.example.com with late'])
    expect(test.accounts.view().map(({ passwordKept }) => passwordKept)).toEqual(['session', 'session'])

    const again = setUp(test.end())
    await again.accounts.start(false, null)
    expect(again.told()).toEqual(['lines a1 a2', 'wait a1: noPassword', 'wait a2: noPassword'])
    again.end()
  })

  it('keep their calls when only their name changes', async () => {
    const test = setUp()
    await test.save({})
    test.told()
    const numbers = {
      rules: [{ id: 'r', pattern: '+49*', replacement: '0*' }],
      outsidePrefix: '0',
      internalDigits: 3,
    }
    await test.save({ id: 'a1', password: null, label: 'Sales', ring: 'low', numbers, callerIds: ['+4930'] })
    expect(test.told()).toEqual(['lines a1', 'retry a1'])
    await test.save({ id: 'a1', password: null, server: 'other.example' })
    expect(test.told()).toEqual(['close a1', 'lines a1', 'open a1: 204 at other.example with secret'])
    test.end()
  })

  it('say what is wrong with every field at once, and save nothing', async () => {
    const test = setUp()
    const file = join(test.folder, 'ca.pem')
    writeFileSync(file, 'not a certificate')
    const answer = await test.save({
      server: 'sip example',
      user: ' ',
      country: 'XX',
      outboundProxy: 'proxy:99999',
      backupServers: ['b.example', 'sip:b.example'],
      caFile: file,
      callerIds: ['support'],
      media: { codecs: ['PCMA'], srtp: 'off', stunServer: '', ports: { from: 10_001, to: 10_100 } },
      numbers: {
        rules: [{ id: 'r', pattern: '(.*)+', replacement: '0' }],
        outsidePrefix: '',
        internalDigits: 4,
      },
    })
    expect(answer).toEqual({
      ok: false,
      reason: 'badFields',
      fields: {
        server: 'serverNotHost',
        user: 'userMissing',
        country: 'countryUnknown',
        outboundProxy: 'proxyNotHost',
        backupServers: 'backupBad',
        caFile: 'caNotCertificate',
        callerIds: 'callerIdBad',
        media: 'portsOdd',
        numbers: 'patternBad',
      },
    })
    expect(test.accounts.list()).toEqual([])
    test.end()
  })

  it('are not saved where their password can’t be', async () => {
    const test = setUp(undefined, false)
    expect(await test.save({})).toEqual({ ok: false, reason: 'cannotStore' })
    expect(test.accounts.list()).toEqual([])
    test.end()
  })

  it('are read each by itself: a damaged one leaves the others alone', async () => {
    const test = setUp()
    await test.save({})
    await test.save({ user: '7' })
    const stored = JSON.parse(test.journal.setting('accounts') ?? '')
    stored.list[0].kind = 'telegraph'
    stored.list[1].media = 'loud'
    test.journal.write([{ kind: 'setting', key: 'accounts', value: JSON.stringify(stored) }])
    const again = setUp(test.end())
    await again.accounts.start(false, null)
    expect(again.accounts.list()).toMatchObject([{ user: '7', media: newAccount('DE').media }])
    again.end()
  })
})

describe('the one account of the first version', () => {
  const FIRST = {
    kind: 'webrtc',
    server: 'wss://pbx.example.com/ws',
    user: '204',
    domain: 'pbx.example.com',
    authorizationUser: 'auth204',
    displayName: 'Ana',
    country: 'PT',
    trustsProxy: false,
    dtmf: 'info',
    whileUnavailable: 'ring',
    iceServers: ['stun:stun.example.com'],
  }

  it('becomes the first of several, with its password', async () => {
    const test = setUp()
    test.journal.write([
      { kind: 'setting', key: 'account', value: JSON.stringify(FIRST) },
      { kind: 'setting', key: 'account.secret', value: 'sealed old' },
    ])
    await test.accounts.start(false, null)
    const { kind: _, ...kept } = FIRST
    expect(test.accounts.list()).toMatchObject([
      { ...kept, id: 'a1', kind: 'own', transport: 'websocket', credentialsInDialog: false, label: '' },
    ])
    expect(test.told()).toContain('open a1: 204 at wss://pbx.example.com/ws with old')
    expect(test.journal.setting('account')).toBeNull()
    expect(test.journal.setting('account.secret')).toBeNull()

    const again = setUp(test.end())
    await again.accounts.start(false, null)
    expect(again.told()).toEqual(['lines a1', 'open a1: 204 at wss://pbx.example.com/ws with old'])
    again.end()
  })

  it('may have been the practice line', async () => {
    const test = setUp()
    const practice = { ...FIRST, kind: 'practice', server: 'ws://127.0.0.1:1' }
    test.journal.write([{ kind: 'setting', key: 'account', value: JSON.stringify(practice) }])
    await test.accounts.start(false, null)
    expect(test.accounts.list()).toMatchObject([{ id: 'practice', kind: 'practice', server: PRACTICE.url }])
    test.end()
  })

  it('is let go of where it can’t be read', async () => {
    const test = setUp()
    test.journal.write([{ kind: 'setting', key: 'account', value: '{"kind":"webrtc"' }])
    await test.accounts.start(false, null)
    expect(test.accounts.list()).toEqual([])
    test.end()
  })
})

describe('the practice line', () => {
  it('stands beside the others, and leaves when another one comes', async () => {
    const test = setUp()
    await test.save({})
    test.told()
    expect(await test.accounts.commands['account.practice'](null)).toMatchObject({ ok: true })
    expect(test.told()).toEqual([
      'customers come',
      'lines a1 practice',
      'open practice: agent at ws://127.0.0.1:9 with x',
    ])
    expect(test.accounts.defaultAccount()?.id).toBe('a1')
    await test.save({ user: '7' })
    expect(test.told().slice(0, 4)).toEqual([
      'close practice',
      'practice stops',
      'customers leave',
      'lines a1',
    ])
    expect(test.accounts.commands['practice.callMe'](null)).toMatchObject({ ok: false })
    test.end()
  })

  it('pushes calls, answers them where the agent wants it, and turns into a plain line and back', async () => {
    const test = setUp()
    const { commands, get } = test.accounts
    expect(commands['practice.push'](null)).toEqual({ ok: false, reason: 'notPractice' })
    expect(commands['practice.autoAnswer']({ on: true })).toEqual({ ok: false, reason: 'notPractice' })
    expect(await commands['practice.plain']({ on: true })).toEqual({ ok: false, reason: 'notPractice' })
    await commands['account.practice'](null)
    commands['practice.autoAnswer']({ on: true })
    expect(get('practice')?.autoAnswer).toEqual({ mode: 'on', from: [] })
    test.told()
    await commands['practice.plain']({ on: true })
    expect(test.told()).toEqual([
      'close practice',
      'customers come',
      'lines practice',
      'open practice: agent at 127.0.0.1:8 with x',
    ])
    expect(get('practice')).toMatchObject({ transport: 'udp', autoAnswer: { mode: 'on' } })
    await commands['account.practice'](null)
    expect(get('practice')?.transport).toBe('udp')
    await commands['practice.plain']({ on: false })
    expect(get('practice')).toMatchObject({ transport: 'websocket', server: PRACTICE.url })
    test.told()
    commands['practice.push'](null)
    expect(test.told()).toEqual(['practice pushes'])
    test.end()
  })

  it('is dialled on when the app is started with it', async () => {
    const test = setUp()
    await test.save({})
    const again = setUp(test.end())
    await again.accounts.start(true, null)
    expect(again.accounts.defaultAccount()?.id).toBe('practice')
    again.end()
  })
})

describe('a form that is only looked at', () => {
  const form = (part: Partial<Draft>) => {
    const { keepPassword: _, ...rest } = { ...(newAccount('DE') as Draft), keepPassword: true, ...part }
    return { ...rest, id: part.id ?? null, password: part.password ?? null }
  }

  it('makes what a line is made from, and changes nothing', async () => {
    const test = setUp()
    await test.accounts.start(false, null)
    test.told()
    const draft = form({ server: ' sip.example.com ', user: '204', password: 'typed', echoNumber: ' 600 ' })
    expect(test.accounts.draft(draft)).toMatchObject({
      ok: true,
      value: {
        account: { server: 'sip.example.com', domain: 'sip.example.com', authorizationUser: '204' },
        password: 'typed',
        media: { kind: 'plain' },
        echoNumber: '600',
      },
    })
    expect([test.told(), test.accounts.list()]).toEqual([[], []])
    test.end()
  })

  it('takes the password that is kept where none was typed, and none where there is none', async () => {
    const test = setUp()
    await test.accounts.start(false, null)
    await test.save({ password: 'kept' })
    const draft = form({ id: 'a1', server: 'sip.example.com', user: '205' })
    expect(test.accounts.draft(draft)).toMatchObject({ ok: true, value: { password: 'kept' } })
    expect(test.accounts.draft({ ...draft, id: null })).toMatchObject({ ok: true, value: { password: '' } })
    test.end()
  })

  it('is refused as it would be when saved', async () => {
    const test = setUp()
    await test.accounts.start(false, null)
    expect(test.accounts.draft(form({ server: 'sip.example.com', echoNumber: 'six hundred!' }))).toEqual({
      ok: false,
      reason: 'badFields',
      fields: { user: 'userMissing', echoNumber: 'echoBad' },
    })
    expect(test.accounts.draft(form({ id: 'gone' }))).toEqual({ ok: false, reason: 'noAccount' })
    test.end()
  })
})

describe('a line without a server', () => {
  const alone = { server: '', registers: false, password: null } as const
  const direct: Draft['direct'] = {
    from: 'named',
    addresses: ['192.168.1.20'],
    port: 5060,
    autoAnswer: false,
  }

  it('is opened without a password, and again at the next start', async () => {
    const test = setUp()
    await test.accounts.start(false, null)
    expect(await test.save({ ...alone, direct: { ...direct, addresses: [' 192.168.1.20 '] } })).toEqual({
      ok: true,
      value: 'a1',
    })
    expect(test.told().at(-1)).toBe('open a1: 204 at  with ')
    expect(test.accounts.view()).toMatchObject([{ registers: false, domain: '', direct }])
    const again = setUp(test.end())
    await again.accounts.start(false, null)
    expect(again.told()).toContain('open a1: 204 at  with ')
    again.end()
  })

  const wrong: readonly (readonly [string, Partial<Draft>])[] = [
    ['callersMissing', { ...alone, direct: { ...direct, from: 'server' } }],
    ['sourcesMissing', { ...alone, direct: { ...direct, addresses: [] } }],
    ['sourceBad', { ...alone, direct: { ...direct, addresses: ['192.168.1.20', 'pbx.example.com'] } }],
    ['sourceBad', { direct: { ...direct, addresses: ['0.0.0.0/0'] } }],
    ['directPortBad', { direct: { ...direct, port: 0 } }],
    ['directPortBad', { direct: { ...direct, port: 70_000 } }],
    [
      'directPortTaken',
      { direct, media: { codecs: ['PCMU'], srtp: 'off', stunServer: '', ports: { from: 5_000, to: 5_099 } } },
    ],
  ]
  it.each(wrong)('or a line with direct calls is refused for %s', async (problem, draft) => {
    const test = setUp()
    await test.accounts.start(false, null)
    expect(await test.save(draft)).toMatchObject({ fields: { direct: problem } })
    test.end()
  })

  it('listens at a port that no other line has', async () => {
    const test = setUp()
    await test.accounts.start(false, null)
    await test.save({ ...alone, direct })
    const other = { direct: { ...direct, from: 'anybody' as const } }
    expect(await test.save(other)).toMatchObject({ fields: { direct: 'directPortTaken' } })
    expect(await test.save({ ...alone, ...other, id: 'a1' })).toMatchObject({ ok: true })
    expect(await test.save({ direct: { ...direct, from: 'server' } })).toMatchObject({
      ok: true,
    })
    test.end()
  })

  it('is one with a server again when it becomes a WebRTC line', async () => {
    const test = setUp()
    await test.accounts.start(false, null)
    const draft = { transport: 'websocket', server: 'wss://pbx.example/ws', registers: false } as const
    await test.save({ ...draft, password: null })
    expect(test.told().at(-1)).toBe('wait a1: noPassword')
    test.end()
  })

  it('stays what it is when only who may push calls changes', async () => {
    const test = setUp()
    await test.accounts.start(false, null)
    await test.save({ ...alone, direct })
    test.onCall.add('a1')
    expect(await test.save({ ...alone, id: 'a1', direct: { ...direct, autoAnswer: true } })).toMatchObject({
      ok: true,
    })
    expect(await test.save({ ...alone, id: 'a1', direct: { ...direct, port: 5070 } })).toEqual({
      ok: false,
      reason: 'lineOnCall',
    })
    test.end()
  })
})
