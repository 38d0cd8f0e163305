import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { WorkerReport, WorkerRequest } from '../../contract/worker.ts'
import { ok } from '../../domain/result.ts'
import { detectDelimiter, detectHeader, firstRows } from './detect.ts'
import { guessMapping } from './headers.ts'
import { lookAt } from './text-file.ts'
import { VCARD_COLUMNS, vcardRows } from './vcard-customer.ts'

export type PreviewOrder = Extract<WorkerRequest, { kind: 'preview' }>
export type PreviewResult = Extract<WorkerReport, { kind: 'preview' }>['result']
type Preview = Extract<PreviewResult, { ok: true }>['value']

const SAMPLE_ROWS = 20

/** By its content: people rename files, and some programs write vCards into .txt. */
export async function isVcard(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0)
    const text = buffer.subarray(0, bytesRead).toString('latin1').replaceAll('\0', '')
    return /^[^A-Za-z]*BEGIN[ \t]*:[ \t]*VCARD/i.test(text)
  } finally {
    await handle.close()
  }
}

/** What the agent sees before an import: the first rows, how the file was read, and a mapping to begin with. */
export async function preview(order: PreviewOrder): Promise<PreviewResult> {
  const { file } = order
  const seen = await lookAt(file, order.encoding)
  if (!seen.ok) return seen
  const { encoding, sample } = seen.value
  const name = basename(file)
  if (await isVcard(file)) {
    return ok({
      file,
      name,
      kind: 'vcard',
      encoding,
      delimiter: '',
      hasHeader: true,
      columns: [...VCARD_COLUMNS],
      sample: vcardRows(sample, SAMPLE_ROWS),
      mapping: {},
    })
  }
  const delimiter = order.delimiter ?? detectDelimiter(sample)
  const rows = firstRows(sample, delimiter, SAMPLE_ROWS + 1)
  return ok({ file, name, encoding, kind: 'csv', ...csvPreview(rows, delimiter, order.hasHeader) })
}

function csvPreview(
  rows: readonly string[][],
  delimiter: string,
  hasHeader: boolean | null,
): Pick<Preview, 'delimiter' | 'hasHeader' | 'columns' | 'sample' | 'mapping'> {
  const header = hasHeader ?? detectHeader(rows)
  const [first = []] = rows
  const sample = rows.slice(header ? 1 : 0, (header ? 1 : 0) + SAMPLE_ROWS)
  const columns = header ? [...first] : first.map((_, at) => String(at + 1))
  return { delimiter, hasHeader: header, columns, sample, mapping: guessMapping(columns, sample, header) }
}
