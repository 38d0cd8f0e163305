import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDialogInfo } from './dialog-info.ts'
import { lampOf, NOTHING_TOLD, takeNotice } from './lamp.ts'

const lamp = (body: string) => {
  const info = parseDialogInfo(body)
  const taken = info && takeNotice(NOTHING_TOLD, info)
  return taken && taken.kind !== 'ignored' ? lampOf(taken.told) : null
}

const ASTERISK = (state: string, rest = '') => `<?xml version="1.0" encoding="UTF-8"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="3" state="full" entity="sip:102@pbx.example">
 <dialog id="102"${rest}>
  <state>${state}</state>
 </dialog>
</dialog-info>
`

describe('Asterisk', () => {
  it('tells a free, a ringing and a busy phone by one dialog that never goes', () => {
    expect(lamp(ASTERISK('terminated'))).toEqual({ state: 'free' })
    expect(lamp(ASTERISK('early', ' direction="recipient"'))).toEqual({
      state: 'ringing',
      caller: null,
      dialog: null,
    })
    expect(lamp(ASTERISK('confirmed'))).toEqual({ state: 'busy' })
  })

  it('tells who calls, where it is set to', () => {
    const body = ASTERISK('early', ' direction="recipient"').replace(
      '</dialog>',
      `<local><identity>sip:102@pbx.example</identity><target uri="sip:102@pbx.example"/></local>
       <remote><identity display="Ruiz &amp; Sons">sip:+351210000000@pbx.example</identity>
       <target uri="sip:+351210000000@pbx.example"/></remote></dialog>`,
    )
    expect(lamp(body)).toMatchObject({
      state: 'ringing',
      caller: { number: '+351210000000', displayName: 'Ruiz & Sons' },
      dialog: null,
    })
  })
})

it('FreeSWITCH tells the names of the call, and a pick-up code as its target', () => {
  const body = `<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="12" state="partial" entity="sip:1002@pbx.example">
<dialog id="a2c1" call-id="77f0@192.0.2.9" local-tag="gK08" remote-tag="N9mj" direction="recipient">
 <state>early</state>
 <local><identity display="1002">sip:1002@pbx.example</identity>
  <target uri="sip:1002@pbx.example"><param pname="+sip.rendering" pvalue="yes"/></target></local>
 <remote><identity display="Ana Ruiz">sip:+351210000000@pbx.example</identity><target uri="**1002@pbx.example"/></remote>
</dialog>
</dialog-info>`
  expect(lamp(body)).toEqual({
    state: 'ringing',
    caller: { number: '+351210000000', displayName: 'Ana Ruiz' },
    dialog: {
      callId: '77f0@192.0.2.9',
      localTag: 'gK08',
      remoteTag: 'N9mj',
      remote: 'sip:**1002@pbx.example',
    },
  })
})

it('Kamailio numbers its notices with leading zeros and tells both ends', () => {
  const body = `<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="00000000004" state="full" entity="sip:bob@pbx.example">
<dialog id="x9" call-id="3848@alice" direction="recipient" local-tag="B1" remote-tag="A1">
<state>early</state>
<remote><identity>sip:alice@pbx.example</identity><target uri="sip:alice@192.0.2.7:5080;transport=tcp"/></remote>
<local><identity>sip:bob@pbx.example</identity></local></dialog></dialog-info>`
  expect(parseDialogInfo(body.replace('00000000004', '0000000004'))?.version).toBe(4)
  expect(lamp(body)).toMatchObject({
    state: 'ringing',
    caller: { number: 'alice', displayName: null },
    dialog: { remote: 'sip:alice@192.0.2.7:5080;transport=tcp' },
  })
})

it('3CX tells nothing but states, under a prefix', () => {
  const body = (state: string) =>
    `<?xml version="1.0"?><di:dialog-info xmlns:di="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:101@pbx">` +
    `<di:dialog id="1"><di:state>${state}</di:state></di:dialog></di:dialog-info>`
  expect(lamp(body('early'))).toMatchObject({ state: 'ringing', caller: null, dialog: null })
  expect(lamp(body('Confirmed'))).toEqual({ state: 'busy' })
  expect(lamp('<dialog-info version="1" state="full" entity="sip:101@pbx"/>')).toEqual({ state: 'free' })
})

it('a phone that calls somebody is busy while it rings there, and free while nothing rings here yet', () => {
  expect(lamp(ASTERISK('early', ' direction="initiator"'))).toEqual({ state: 'busy' })
  expect(lamp(ASTERISK('trying', ' direction="initiator"'))).toEqual({ state: 'busy' })
  expect(lamp(ASTERISK('trying', ' direction="recipient"'))).toEqual({ state: 'free' })
})

it('a caller who rings while the phone is spoken on is shown, for they can be picked up', () => {
  const body = `<dialog-info version="1" state="full"><dialog id="1"><state>confirmed</state></dialog>
    <dialog id="2" direction="recipient"><state>early</state></dialog></dialog-info>`
  expect(lamp(body)).toMatchObject({ state: 'ringing' })
})

it.each([
  ['no document', 'Voice-Message: 1/0'],
  ['another document', '<presence entity="sip:a@b"/>'],
  ['a document type', `<!DOCTYPE a>${ASTERISK('early')}`],
])('%s is none', (_what, body) => {
  expect(parseDialogInfo(body)).toBeNull()
})

it('dialogs without a known state are left out, and of many the first fifty count', () => {
  expect(parseDialogInfo(ASTERISK('dreaming'))?.dialogs).toEqual([])
  const many = '<dialog id="1"><state>early</state></dialog>'.repeat(80)
  expect(parseDialogInfo(`<dialog-info>${many}</dialog-info>`)?.dialogs).toHaveLength(50)
})

it('nothing that could break out of a header gets to be the name of a call', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const value = [...text].map((char) => `&#${char.codePointAt(0)};`).join('')
      const info = parseDialogInfo(
        `<dialog-info><dialog id="1" call-id="${value}" local-tag="${value}" remote-tag="${value}"><state>early</state>` +
          `<remote><identity display="${value}">${value}</identity><target uri="sip:${value}@h"/></remote></dialog></dialog-info>`,
      )
      const [dialog] = info?.dialogs ?? []
      for (const word of [dialog?.callId, dialog?.localTag, dialog?.remoteTag, dialog?.remote.uri]) {
        expect(word ?? '').toMatch(/^[^\s;,]*$/)
      }
      expect(dialog?.remote.name ?? '').not.toMatch(/\p{Cc}/u)
    }),
  )
})
