import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Preset, preset } from '../../../../contract/preset.ts'
import { CODECS, SRTP_MODES, TRANSPORTS } from '../../../../domain/line.ts'
import { asksForHost, changesOf, filledIn, hostIn, type PresetDraft, takenBack } from './preset-draft.ts'

const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources', 'presets')
const PRESETS = readdirSync(FOLDER).map((file) =>
  preset.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))),
)
const presetOf = (id: string): Preset => PRESETS.find((one) => one.id === id)!

const EMPTY: PresetDraft & { readonly user: string } = {
  transport: 'auto',
  server: '',
  domain: '',
  codecs: ['opus', 'PCMA'],
  srtp: 'preferred',
  dtmf: 'info',
  trustsProxy: false,
  credentialsInDialog: false,
  echoNumber: '',
  user: '1001',
}

const draft: fc.Arbitrary<PresetDraft> = fc.record({
  transport: fc.constantFrom(...TRANSPORTS),
  server: fc.constantFrom('', 'pbx.example', 'pbx.example:5070', 'wss://pbx.example/ws'),
  domain: fc.constantFrom('', 'example.org'),
  codecs: fc.shuffledSubarray([...CODECS], { minLength: 1 }),
  srtp: fc.constantFrom(...SRTP_MODES),
  dtmf: fc.constantFrom('rfc4733', 'info'),
  trustsProxy: fc.boolean(),
  credentialsInDialog: fc.boolean(),
  echoNumber: fc.constantFrom('', '600'),
})

const applied = <Draft extends PresetDraft>(draft: Draft, chosen: Preset, host: string): Draft => ({
  ...draft,
  ...filledIn(chosen, host),
})

describe('a preset', () => {
  it('fills in what it knows and leaves the rest', () => {
    expect(applied(EMPTY, presetOf('freepbx'), 'pbx.example')).toEqual({
      transport: 'udp',
      server: 'pbx.example',
      domain: '',
      codecs: ['G722', 'PCMA', 'PCMU'],
      srtp: 'off',
      dtmf: 'rfc4733',
      trustsProxy: true,
      credentialsInDialog: true,
      echoNumber: '*43',
      user: '1001',
    })
  })

  it('puts the server’s name into its address, and waits for it where it isn’t known', () => {
    const gateway = presetOf('webrtc')
    expect(asksForHost(gateway)).toBe(true)
    expect(applied(EMPTY, gateway, 'sip.example').server).toBe('wss://sip.example/ws')
    expect(applied({ ...EMPTY, server: 'old' }, gateway, '').server).toBe('old')
    expect(asksForHost(presetOf('fritzbox'))).toBe(false)
    expect(applied(EMPTY, presetOf('fritzbox'), '').server).toBe('fritz.box')
  })

  it('tells what it changes, and nothing else', () => {
    const changes = changesOf(EMPTY, presetOf('fritzbox'), '')
    expect(changes).toContainEqual({ field: 'server', from: '', to: 'fritz.box' })
    expect(changes).toContainEqual({ field: 'srtp', from: 'preferred', to: 'off' })
    expect(changes.map(({ field }) => field)).not.toContain('domain')
    const after = applied(EMPTY, presetOf('fritzbox'), '')
    expect(changesOf(after, presetOf('fritzbox'), '')).toEqual([])
  })

  it('can be taken back whole, whatever the form said before', () => {
    fc.assert(
      fc.property(draft, fc.constantFrom(...PRESETS), (before, chosen) => {
        const after = applied(before, chosen, 'pbx.example')
        expect({ ...after, ...takenBack(before, chosen) }).toEqual(before)
      }),
    )
  })

  it('leaves alone what was typed in between', () => {
    const kamailio = presetOf('kamailio')
    const typed = { ...applied(EMPTY, kamailio, 'sip.example'), user: 'anna', domain: 'example.org' }
    expect({ ...typed, ...takenBack(EMPTY, kamailio) }).toEqual({
      ...EMPTY,
      user: 'anna',
      domain: 'example.org',
    })
  })

  it('changes the same when it is applied twice', () => {
    fc.assert(
      fc.property(draft, fc.constantFrom(...PRESETS), (before, chosen) => {
        const once = applied(before, chosen, 'pbx.example')
        expect(applied(once, chosen, 'pbx.example')).toEqual(once)
      }),
    )
  })
})

describe('the name in an address', () => {
  it.each([
    ['wss://pbx.example:8089/ws', 'pbx.example'],
    ['pbx.example:5060', 'pbx.example'],
    [' 192.0.2.7 ', '192.0.2.7'],
    ['[2001:db8::1]:5060', '[2001:db8::1]'],
    ['', ''],
  ])('of %s is %s', (server, host) => {
    expect(hostIn(server)).toBe(host)
  })
})
