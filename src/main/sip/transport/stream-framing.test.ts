import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStreamFraming, type Frame } from './stream-framing.ts'

const message = (body: Buffer | string, lengthHeader = 'Content-Length'): Buffer => {
  const bytes = Buffer.from(body)
  return Buffer.concat([
    Buffer.from(`MESSAGE sip:a@b.example SIP/2.0\r\nCall-ID: x\r\n${lengthHeader}: ${bytes.length}\r\n\r\n`),
    bytes,
  ])
}

const all = (...chunks: readonly Buffer[]): readonly Frame[] => {
  const framing = createStreamFraming()
  return chunks.flatMap((chunk) => [...framing.push(chunk)])
}
const textsOf = (frames: readonly Frame[]) =>
  frames.flatMap((frame) => (frame.kind === 'message' ? [frame.bytes.toString('latin1')] : []))
const kindsOf = (frames: readonly Frame[]) => frames.map(({ kind }) => kind)

const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('', '\r\n', '\r\n\r\n', 'a\r\n\r\nContent-Length: 3\r\n\r\nb')
    .map((text) => Buffer.from(text)),
)
const part = fc.oneof(
  fc.record({
    bytes: fc
      .tuple(body, fc.constantFrom('Content-Length', 'l', 'L', 'CONTENT-LENGTH '))
      .map(([of, name]) => message(of, name)),
    kind: fc.constant('message' as const),
  }),
  fc.record({ bytes: fc.constant(Buffer.from('\r\n')), kind: fc.constant('break' as const) }),
)

describe('a stream', () => {
  it('gives the same messages and breaks however it was split and joined', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat(400)), (parts, cuts) => {
        const stream = Buffer.concat(parts.map(({ bytes }) => bytes))
        const chunks: Buffer[] = []
        let at = 0
        for (const cut of cuts) {
          chunks.push(stream.subarray(at, at + cut))
          at += cut
        }
        chunks.push(stream.subarray(at))
        const frames = all(...chunks)
        expect(kindsOf(frames)).toEqual(parts.map(({ kind }) => kind))
        expect(textsOf(frames)).toEqual(
          parts.flatMap(({ kind, bytes }) => (kind === 'message' ? [bytes.toString('latin1')] : [])),
        )
      }),
    )
  })

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
        all(...chunks.map((chunk) => Buffer.from(chunk)))
      }),
    )
  })

  it('has no body where no length is said', () => {
    const first = Buffer.from('OPTIONS sip:a@b SIP/2.0\r\nCall-ID: x\r\n\r\n')
    expect(textsOf(all(Buffer.concat([first, message('b')])))).toEqual([String(first), String(message('b'))])
  })

  it('reads a length that is folded', () => {
    const folded = 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length:\r\n  3\r\n\r\nabc'
    expect(textsOf(all(Buffer.from(folded)))).toEqual([folded])
  })

  it('ends a head as its first line ended', () => {
    const bare = 'OPTIONS sip:a@b SIP/2.0\nl: 2\n\nab'
    expect(textsOf(all(Buffer.from(bare), message('next')))).toEqual([bare, String(message('next'))])
  })

  it.each(['-1', 'NaN', '99999999999', '9'.repeat(40), '3, 3', '3\r\nContent-Length: 4', ''])(
    'with a length of %j is given up, after its head was handed on for an answer',
    (length) => {
      const head = `OPTIONS sip:a@b SIP/2.0\r\nContent-Length: ${length}\r\n\r\n`
      const frames = all(Buffer.from(`${head}abc`), message('never read'))
      expect(kindsOf(frames)).toEqual(['message', 'broken'])
      expect(textsOf(frames)).toEqual([head])
    },
  )

  it('reads a length with leading zeros', () => {
    const zeros = 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0000000000000003\r\n\r\nabc'
    expect(textsOf(all(Buffer.from(zeros)))).toEqual([zeros])
  })

  it('with the same length twice is read', () => {
    const twice = 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 1\r\nl: 1\r\n\r\na'
    expect(textsOf(all(Buffer.from(twice)))).toEqual([twice])
  })

  it('with a message beyond all limits is given up before its body came', () => {
    const head = 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 5000000\r\n\r\n'
    expect(kindsOf(all(Buffer.from(head)))).toEqual(['message', 'broken'])
  })

  it('skips lines that begin no message', () => {
    const noise = Buffer.from([0, 1, 2, 255, 254, 128, 13, 10])
    expect(textsOf(all(noise, Buffer.from('HTTP/1.1 200 OK\r\n'), message('next')))).toEqual([
      String(message('next')),
    ])
  })

  it('knows whether the end of a message is still to come', () => {
    const framing = createStreamFraming()
    const whole = message('body')
    framing.push(whole.subarray(0, -1))
    expect(framing.unfinished()).toBe(true)
    framing.push(whole.subarray(-1))
    expect(framing.unfinished()).toBe(false)
  })

  it('with a head that never ends is given up', () => {
    const line = Buffer.from(`X: ${'y'.repeat(1_000)}\r\n`)
    const start = Buffer.from('OPTIONS sip:a@b SIP/2.0\r\n')
    expect(kindsOf(all(start, ...Array.from({ length: 100 }, () => line)))).toEqual(['broken'])
  })
})
