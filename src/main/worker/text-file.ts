import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Result } from '../../domain/result.ts'
import { ok, refuse } from '../../domain/result.ts'
import { encodingDetector } from './detect.ts'

/** Large enough that the parser's start costs nothing, small enough that an import can be cancelled at once. */
const CHUNK_BYTES = 256 * 1024
/** Of which the preview is made. */
const SAMPLE_BYTES = 128 * 1024

export type TextFile = {
  readonly encoding: string
  /** The beginning, decoded, without a byte-order mark. */
  readonly sample: string
}

/** The labels that TextDecoder knows, as far as files are likely to use them. */
export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== ''
  } catch {
    return false
  }
}

/** Reads the whole file once: only its end can prove an encoding. */
export async function lookAt(
  file: string,
  encoding: string | null,
): Promise<Result<TextFile, 'fileUnreadable' | 'fileEmpty' | 'notText'>> {
  const detector = encodingDetector()
  const sample: Buffer[] = []
  let length = 0
  try {
    if (!(await stat(file)).isFile()) return refuse('fileUnreadable')
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      const bytes = chunk as Buffer
      detector.see(bytes)
      if (length < SAMPLE_BYTES) sample.push(bytes)
      length += bytes.length
    }
  } catch {
    return refuse('fileUnreadable')
  }
  const found = encoding !== null && isEncoding(encoding) ? encoding : detector.encoding()
  if (length === 0) return refuse('fileEmpty')
  if (found === null) return refuse('notText')
  const text = new TextDecoder(found).decode(Buffer.concat(sample).subarray(0, SAMPLE_BYTES), {
    stream: true,
  })
  return text.trim() === '' ? refuse('fileEmpty') : ok({ encoding: found, sample: text })
}

/** The file's text, piece by piece, without a byte-order mark. */
export async function* readText(file: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    yield decoder.decode(chunk as Buffer, { stream: true })
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
