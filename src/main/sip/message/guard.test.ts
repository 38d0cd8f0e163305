import fc from 'fast-check'
import { Core } from 'sip.js'
import { describe, expect, it } from 'vitest'
import { fakeSdp } from '../testing/fake-description-handler.ts'
import { type GuardContext, guard, LIMITS } from './guard.ts'

const context: GuardContext = {
  domain: 'pbx.example',
  us: () => ({ account: 'agent', contact: 'k3j2h1', host: 'abc.invalid' }),
  mayCall: () => true,
}

type Parts = { start?: string; headers?: readonly string[]; body?: string }

const HEADERS = [
  'Via: SIP/2.0/WSS 192.0.2.1:5066;branch=z9hG4bKabc;rport',
  'Max-Forwards: 70',
  'From: "Ada" <sip:+12025550143@pbx.example>;tag=a1',
  'To: <sip:agent@pbx.example>',
  'Call-ID: c1@192.0.2.1',
  'CSeq: 1 INVITE',
  'Contact: <sip:+12025550143@192.0.2.1:5066;transport=ws;alias=10.0.0.1~5066~5>',
]

/** An INVITE in which headers are replaced by those of the same name, or taken out by `Name:`. */
function message({
  start = 'INVITE sip:agent@pbx.example SIP/2.0',
  headers = [],
  body = '',
}: Parts = {}): string {
  const nameOf = (line: string) => line.slice(0, line.indexOf(':')).trim().toLowerCase()
  const kept = HEADERS.filter((line) => !headers.some((other) => nameOf(other) === nameOf(line)))
  const added = headers.filter((line) => !/^[\w-]+:$/.test(line))
  return [start, ...kept, ...added, '', body].join('\r\n')
}

const method = (name: string, parts: Parts = {}): string =>
  message({
    ...parts,
    start: `${name} sip:agent@pbx.example SIP/2.0`,
    headers: [`CSeq: 1 ${name}`, ...(parts.headers ?? [])],
  })

const response = (code: string, of: string, parts: Parts = {}): string =>
  message({
    ...parts,
    start: `SIP/2.0 ${code} Phrase`,
    headers: [
      `CSeq: 1 ${of}`,
      ...(parts.headers?.some((line) => line.startsWith('To:'))
        ? []
        : ['To: <sip:agent@pbx.example>;tag=b2']),
      ...(parts.headers ?? []),
    ],
  })

const judge = (text: string | Buffer, more: Partial<GuardContext> = {}) =>
  guard(typeof text === 'string' ? Buffer.from(text) : text, { ...context, ...more })

function passed(text: string | Buffer) {
  const verdict = judge(text)
  if (verdict.kind !== 'pass') throw new Error(`not passed: ${JSON.stringify(verdict)}`)
  return verdict.text
}

const logger = new Core.LoggerFactory()
logger.builtinEnabled = false

/** As SIP.js reads what was passed; null where it can't. */
function parsed(text: string | Buffer) {
  return Core.Parser.parseMessage(passed(text), logger.getLogger('test')) ?? null
}

const sdp = fakeSdp('sendrecv')
const typed = ['Content-Type: application/sdp']

describe('what is answered instead of SIP.js', () => {
  const again = (line: string) => `${line}\r\n${line}`
  it.each<[string, number, string]>([
    ['a version of the future', 505, message({ start: 'INVITE sip:agent@pbx.example SIP/3.0' })],
    ['a Request-URI in brackets', 400, message({ start: 'INVITE <sip:agent@pbx.example> SIP/2.0' })],
    ['a Request-URI with spaces', 400, message({ start: 'INVITE sip:agent@pbx.example; lr SIP/2.0' })],
    ['a Request-URI without a host', 400, message({ start: 'INVITE sip: SIP/2.0' })],
    ['a Request-URI that is none', 400, message({ start: 'INVITE agent SIP/2.0' })],
    ['a Request-URI of an unknown scheme', 416, message({ start: 'INVITE nobodyKnowsThisScheme:x SIP/2.0' })],
    ['a Request-URI of the web', 416, message({ start: 'INVITE https://pbx.example/x SIP/2.0' })],
    ['no From', 400, message({ headers: ['From:'] })],
    ['no To', 400, message({ headers: ['To:'] })],
    ['no Call-ID', 400, message({ headers: ['Call-ID:'] })],
    ['no CSeq', 400, message({ headers: ['CSeq:'] })],
    ['no Contact', 400, message({ headers: ['Contact:'] })],
    ['a Contact for everything', 400, message({ headers: ['Contact: *'] })],
    ['a Contact that is garbage', 400, message({ headers: ['Contact: <<<'] })],
    ['two Contacts', 400, message({ headers: ['Contact: <sip:a@b>, <sip:c@d>'] })],
    ['two Call-IDs', 400, message({ headers: [again('Call-ID: x')] })],
    ['two From', 400, message({ headers: [again('From: <sip:a@b>;tag=1')] })],
    ['two Content-Length', 400, message({ headers: [again('Content-Length: 0')] })],
    ['a Call-ID with spaces', 400, message({ headers: ['Call-ID: a b@c'] })],
    ['a From that ends within its quotes', 400, message({ headers: ['From: "Ada <sip:a@b>;tag=1'] })],
    ['a From without a tag', 400, message({ headers: ['From: <sip:a@b>'] })],
    ['a To tag that is no token', 400, message({ headers: ['To: <sip:a@b>;tag=@'] })],
    ['a CSeq of another method', 400, message({ headers: ['CSeq: 1 BYE'] })],
    ['a CSeq that is too large', 400, message({ headers: ['CSeq: 2147483648 INVITE'] })],
    ['a CSeq without a number', 400, message({ headers: ['CSeq: one INVITE'] })],
    ['a Max-Forwards that is no number', 400, message({ headers: ['Max-Forwards: many'] })],
    ['a Max-Forwards that is too large', 400, message({ headers: ['Max-Forwards: 300'] })],
    ['a NUL', 400, message({ headers: ['Subject: a\u0000b'] })],
    ['a CR that ends no line', 400, message({ headers: ['Subject: a\rX-Lead-Id: 1'] })],
    ['an LF that ends a line for some', 400, message({ headers: ['Subject: a\nX-Lead-Id: 1'] })],
    ['a method that isn’t served', 405, method('SUBSCRIBE')],
    ['a method that nobody knows', 405, method('invite')],
    ['an INFO outside of any call', 481, method('INFO')],
    ['a negative Content-Length', 400, message({ headers: ['Content-Length: -1'] })],
    ['a Content-Length that is no number', 400, message({ headers: ['Content-Length: NaN'] })],
    ['a body that was cut', 400, message({ headers: [...typed, 'Content-Length: 9999'], body: sdp })],
    ['an extension that nobody knows', 420, message({ headers: ['Require: nothingSupportsThis'] })],
    ['a Replaces without tags', 400, message({ headers: ['Replaces: abc@def'] })],
    ['two Replaces', 400, message({ headers: [again('Replaces: a;to-tag=b;from-tag=c')] })],
    ['an offer that is no SDP', 415, message({ headers: ['Content-Type: text/plain'], body: 'hello' })],
    ['a compressed offer', 415, message({ headers: [...typed, 'Content-Encoding: gzip'], body: sdp })],
    ['an offer of no type', 400, message({ body: 'hello' })],
    ['a PRACK for nothing', 481, method('PRACK', { headers: ['RAck: 1 1 INVITE'] })],
    ['an UPDATE of nothing', 481, method('UPDATE', {})],
    ['more than 64 KiB', 513, message({ headers: typed, body: `${sdp}${'a=x\r\n'.repeat(20_000)}` })],
    ['a header of more than 8 KiB', 513, message({ headers: [`Subject: ${'x'.repeat(8_193)}`] })],
    [
      'more than 100 headers',
      513,
      message({ headers: Array.from({ length: 101 }, (_, index) => `X-H-${index}: y`) }),
    ],
    ['a header folded 5,000 times', 513, message({ headers: [`Subject: a${'\r\n b'.repeat(5_000)}`] })],
  ])('%s gets %i', (_what, code, text) => {
    const verdict = judge(text)
    expect(verdict).toMatchObject({ kind: 'answer' })
    if (verdict.kind !== 'answer') return
    expect(verdict.reply).toMatch(new RegExp(`^SIP/2\\.0 ${code} `))
    // The caller can match it only by these.
    expect(verdict.reply).toContain('Via: SIP/2.0/WSS 192.0.2.1:5066;branch=z9hG4bKabc;rport\r\n')
    expect(verdict.reply).toMatch(/\r\nContent-Length: 0\r\n\r\n$/)
  })

  it('names the extension that it doesn’t know', () => {
    const verdict = judge(message({ headers: ['Require: replaces, foo, bar'] }))
    expect(verdict).toMatchObject({ reply: expect.stringContaining('\r\nUnsupported: foo, bar\r\n') })
  })

  it('gives an untagged To a tag', () => {
    const verdict = judge(message({ headers: ['CSeq: 1 BYE'] }))
    expect(verdict).toMatchObject({
      reply: expect.stringMatching(/\r\nTo: <sip:agent@pbx\.example>;tag=\w+\r\n/),
    })
  })

  it('gives an untagged To a tag, whatever its address and its name look like', () => {
    const verdict = judge(
      message({ headers: ['CSeq: 1 BYE', 'To: "a;tag=x" <sip:agent@pbx.example;tag=x>'] }),
    )
    expect(verdict).toMatchObject({
      reply: expect.stringMatching(/\r\nTo: "a;tag=x" <sip:agent@pbx\.example;tag=x>;tag=\w+\r\n/),
    })
  })

  it('names the methods that are served, and no others', () => {
    const verdict = judge(method('PUBLISH'))
    const served = 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, NOTIFY, REFER, PRACK, UPDATE'
    expect(verdict).toMatchObject({ reply: expect.stringContaining(`\r\nAllow: ${served}\r\n`) })
  })

  it('repeats nothing that would end a line for somebody', () => {
    const verdict = judge(message({ headers: ['From: <sip:a@b\rX: y\u0000>;tag=1'] }))
    expect(verdict).toMatchObject({ reply: expect.stringContaining('\r\nFrom: <sip:a@b X: y >;tag=1\r\n') })
  })

  it.each(['<sip:agent@pbx.example;tag=x>', '"a;tag=x" <sip:agent@pbx.example>'])(
    'is a call of a flood that only looks like part of one: To: %s',
    (to) => {
      const verdict = judge(message({ headers: [`To: ${to}`] }), { mayCall: () => false })
      expect(verdict).toMatchObject({
        reply: expect.stringMatching(/^SIP\/2\.0 486 .*\r\nRetry-After: 5\r\n/s),
      })
    },
  )

  it('is the flood of calls, not the calls that are there', () => {
    const flooded = { mayCall: () => false }
    expect(judge(message(), flooded)).toMatchObject({ reply: expect.stringMatching(/^SIP\/2\.0 486 /) })
    expect(judge(message({ headers: ['To: <sip:agent@pbx.example>;tag=b2'] }), flooded).kind).toBe('pass')
    expect(judge(method('OPTIONS'), flooded).kind).toBe('pass')
  })
})

describe('what is dropped', () => {
  it.each([
    ['an ACK that is malformed', method('ACK', { headers: ['Call-ID:'] })],
    [
      'a request without a Via, which no answer would find its way from',
      message({ headers: ['Via:', 'From:'] }),
    ],
    ['a response of another version', response('200', 'INVITE').replace('SIP/2.0 200', 'SIP/7.0 200')],
    ['a status beyond all', response('4294967301', 'INVITE')],
    ['a response without a Call-ID', response('200', 'INVITE', { headers: ['Call-ID:'] })],
    [
      'a response whose body was cut',
      response('200', 'INVITE', { headers: [...typed, 'Content-Length: 9999'] }),
    ],
    ['a web page', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['noise', '\u0001\u0002\u0003 \u0000 no line at all'],
  ])('%s', (_what, text) => {
    expect(judge(text).kind).toBe('drop')
  })
})

describe('keep-alive', () => {
  it('is answered where it asks', () => {
    expect(judge('\r\n\r\n')).toEqual({ kind: 'keepAlive', answer: '\r\n' })
  })

  it('is silent where it answers', () => {
    expect(judge('\r\n')).toEqual({ kind: 'keepAlive', answer: '' })
    expect(judge('')).toEqual({ kind: 'keepAlive', answer: '' })
  })
})

describe('what is put right, so that SIP.js can read it', () => {
  const from = (line: string) => parsed(message({ headers: [line] }))?.from

  it.each([
    ['From: <tel:+4930123456>;tag=a1', '+4930123456', 'pbx.example'],
    ['From: tel:+4930123456;tag=a1', '+4930123456', 'pbx.example'],
    ['From: <sip:12#34@h>;tag=a1', '12#34', 'h'],
    ['From: <sip:a b@h>;tag=a1', 'a b', 'h'],
    ['From: <sip:jürgen@h>;tag=a1', 'jürgen', 'h'],
    ['From: <sip:100@my_pbx>;tag=a1', '100', 'pbx.example'],
    ['From: <isdn:2983792873>;tag=a1', '2983792873', 'pbx.example'],
    ['From: <sip:100%@h>;tag=a1', '100%', 'h'],
    ['From: <sip:100@h>;tag=a1;odd=ü', '100', 'h'],
  ])('%s', (line, user, host) => {
    const uri = from(line)?.uri
    expect([uri?.user, uri?.host]).toEqual([user, host])
    expect(from(line)?.getParam('tag')).toBe('a1')
  })

  it.each([
    ['From: Jürgen Müller <sip:1@h>;tag=a1', 'Jürgen Müller'],
    ['From: "Ünïcødé 😀" <sip:1@h>;tag=a1', 'Ünïcødé 😀'],
    ['From: "say \\"hi\\" \\\\" <sip:1@h>;tag=a1', 'say \\"hi\\" \\\\'],
    ['From: "a\u0007b" <sip:1@h>;tag=a1', 'a b'],
    ['From: アリス <sip:1@h>;tag=a1', 'アリス'],
  ])('keeps the name in %s', (line, name) => {
    expect(from(line)?.displayName).toBe(name)
  })

  it.each([
    ['leading line breaks', `\r\n\r\n${message()}`],
    ['bare line feeds', message().replaceAll('\r\n', '\n')],
    ['no empty line at the end', message().replace(/\r\n\r\n$/, '')],
    ['leading zeros', message({ headers: ['CSeq: 0000000000001 INVITE', 'Max-Forwards: 0068'] })],
    [
      'a NUL behind a backslash, as quotes may hold it',
      message({ headers: ['From: "a\\\u0000b" <sip:1@h>;tag=a1'] }),
    ],
    ['folded headers', message({ headers: ['Subject: one\r\n two\r\n\tthree'] })],
    ['compact headers', message().replace('Via:', 'v:').replace('Call-ID:', 'i:').replace('Contact:', 'm:')],
    ['spaces before the colon', message().replace('Max-Forwards:', 'Max-Forwards  :')],
    ['a header that isn’t one', message({ headers: ['this is no header', 'X Y: z'] })],
    ['a number in the Request-URI', message({ start: 'INVITE tel:+4930123456 SIP/2.0' })],
    ['a secure Request-URI', message({ start: 'INVITE sips:agent@pbx.example SIP/2.0' })],
    ['the dialled number in the Request-URI', message({ start: 'INVITE sip:+4930123456@192.0.2.7 SIP/2.0' })],
    ['an Expires that would end the call at once', message({ headers: ['Expires: soon'] })],
    ['a __proto__ header', message({ headers: ['__proto__: x'] })],
  ])('%s', (_what, text) => {
    const read = parsed(text)
    expect(read).toBeInstanceOf(Core.IncomingRequestMessage)
    expect(['agent', 'k3j2h1']).toContain((read as Core.IncomingRequestMessage).ruri?.user)
    expect(read?.hasHeader('expires')).toBe(false)
    expect(read?.callId).toBe('c1@192.0.2.1')
  })

  it('a name in Latin-1, as old exchanges send it', () => {
    const text = message({ headers: ['From: "M\u00fcller" <sip:1@h>;tag=a1'] })
    expect(parsed(Buffer.from(text, 'latin1'))?.from.displayName).toBe('Müller')
  })

  it('an offer without its type', () => {
    expect(parsed(message({ body: sdp }))).toMatchObject({ body: sdp })
    expect(parsed(message({ body: sdp }))?.parseHeader('content-type')).toBe('application/sdp')
  })

  it('an offer among other parts', () => {
    const body = [
      '--b1',
      'Content-Type: application/isup;version=x',
      '',
      'binary',
      '--b1',
      'Content-Type: application/sdp',
      '',
      sdp.trimEnd(),
      '--b1--',
      '',
    ].join('\r\n')
    const read = parsed(message({ headers: ['Content-Type: multipart/mixed; boundary="b1"'], body }))
    expect(read?.body).toBe(sdp.trimEnd())
  })

  it('a body with something behind it', () => {
    const headers = [...typed, `Content-Length: ${sdp.length}`]
    expect(parsed(message({ headers, body: `${sdp}INVITE sip:more SIP/2.0\r\n` }))?.body).toBe(sdp)
  })

  it('a remote target stays what it was', () => {
    expect(parsed(message())?.parseHeader('contact').uri.toRaw()).toBe(
      'sip:+12025550143@192.0.2.1:5066;transport=ws;alias=10.0.0.1~5066~5',
    )
  })

  it('ringing without a Contact and without a tag, which is allowed', () => {
    const read = parsed(response('180', 'INVITE', { headers: ['To: <sip:bob@pbx.example>', 'Contact:'] }))
    expect(read?.toTag).toMatch(/\w+/)
    expect(read?.parseHeader('contact').uri.toRaw()).toBe('sip:bob@pbx.example')
  })

  it('early media of a dialog that has no name is left out', () => {
    const headers = ['To: <sip:bob@pbx.example>', ...typed]
    expect(parsed(response('183', 'INVITE', { headers, body: sdp }))?.body).toBe('')
    expect(parsed(response('183', 'INVITE', { headers: typed, body: sdp }))?.body).toBe(sdp)
  })

  it('an answer without a Contact', () => {
    const read = parsed(response('200', 'INVITE', { headers: ['Contact:', ...typed], body: sdp }))
    expect(read?.parseHeader('contact').uri.user).toBe('agent')
  })

  it('every challenge that can be answered, in one field', () => {
    const challenges = [
      'Digest realm="r", nonce="n", algorithm=SHA-256',
      'Bearer x',
      'Digest realm="r", nonce="m"',
    ]
    const headers = [challenges.map((one) => `WWW-Authenticate: ${one}`).join('\r\n')]
    const read = passed(response('401', 'REGISTER', { headers }))
    expect(read.match(/^www-authenticate: .*$/gim)).toEqual([
      `www-authenticate: ${challenges[0]}, ${challenges[2]}`,
    ])
  })

  it('a challenge that nobody here can answer', () => {
    const headers = ['Proxy-Authenticate: Bearer authz_server="x"']
    expect(parsed(response('407', 'INVITE', { headers }))?.hasHeader('proxy-authenticate')).toBe(false)
  })

  it('any Contact of a registrar', () => {
    const read = parsed(response('200', 'REGISTER', { headers: ['Contact: <<<, <sip:a@b>;expires=60'] }))
    expect(read?.hasHeader('contact')).toBe(false)
    expect(read?.getHeaders('x-registered-contact').join()).toContain('expires=60')
  })
})

describe('whatever comes', () => {
  it('never throws, and what it says is a SIP message', () => {
    const whole = Buffer.from(message({ headers: typed, body: sdp }))
    const mutated = fc
      .array(
        fc.tuple(
          fc.nat(whole.length - 1),
          fc.constantFrom(0, 10, 13, 32, 34, 44, 58, 59, 60, 62, 64, 128, 255),
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map((changes) => {
        const copy = Buffer.from(whole)
        for (const [at, byte] of changes) copy[at] = byte
        return copy
      })
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array().map(Buffer.from)), (bytes) => {
        const verdict = judge(bytes)
        if (verdict.kind === 'answer') expect(verdict.reply).toMatch(/^SIP\/2\.0 [4-6]\d\d [^\r\n]+\r\nVia: /)
        if (verdict.kind === 'pass') Core.Parser.parseMessage(verdict.text, logger.getLogger('test'))
      }),
      { numRuns: 500 },
    )
  })

  it('changes nothing in what is right already, the second time', () => {
    const once = passed(message({ headers: [...typed, 'X-Lead: 7'], body: sdp }))
    expect(passed(once)).toBe(once)
  })

  it.each([
    ['a million bytes of name', `From: "${'x'.repeat(1_000_000)}" <sip:a@b>;tag=1`],
    ['a hundred thousand headers', Array.from({ length: 100_000 }, () => 'X: y').join('\r\n')],
    ['a million quotes', `From: ${'"'.repeat(1_000_000)}`],
    ['a million folds', `Subject: x${'\r\n '.repeat(300_000)}`],
  ])('costs little: %s', (_what, header) => {
    const bytes = Buffer.from(message({ headers: [header] }))
    expect(bytes.length).toBeGreaterThan(LIMITS.bytes)
    expect(judge(bytes).kind).not.toBe('pass')
  })
})
