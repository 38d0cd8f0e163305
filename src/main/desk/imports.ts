import type { AgentContract, ImportPreview } from '../../contract/agent.ts'
import type { Handlers } from '../../contract/boundary.ts'
import type { ImportProgress } from '../../contract/view.ts'
import { ok, type Result, refuse } from '../../domain/result.ts'

type Asked = {
  readonly file: string
  readonly encoding: string | null
  readonly delimiter: string | null
  readonly hasHeader: boolean | null
}
type Order = {
  readonly file: string
  readonly encoding: string
  readonly delimiter: string
  readonly hasHeader: boolean
  readonly mapping: Readonly<Record<string, string>>
  readonly country: string
}

/** The part of the worker's client that imports need. */
export type Importer = {
  readonly preview: (
    asked: Asked,
  ) => Promise<Result<ImportPreview, 'fileUnreadable' | 'fileEmpty' | 'notText' | 'noNameColumn' | 'busy'>>
  readonly importFile: (order: Order) => Result<null, 'busy' | 'noNameColumn'>
  readonly cancel: () => void
}

type ImportCommand = Extract<keyof AgentContract, `import.${string}`>

export type Imports = {
  readonly progress: () => ImportProgress | null
  /** To be called with every report of the importer. */
  readonly report: (progress: ImportProgress) => void
  /** Takes up the practice line's customers, unseen; those that are there already are left alone. */
  readonly takeSample: (file: string) => void
  readonly commands: Pick<Handlers<AgentContract>, ImportCommand>
}

/** The columns of `resources/sample/practice-customers.csv`. */
const SAMPLE_COLUMNS = {
  '0': 'name',
  '1': 'company',
  '2': 'number:Phone',
  '3': 'number:Mobile',
  '4': 'email',
  '5': 'city',
  '6': 'country',
  '7': 'notes',
  '8': 'field:Lead',
}

/** Imports of customer lists, one at a time, and what the agent sees of them. */
export function createImports(parts: {
  readonly importer: () => Importer
  /** The system's file dialog; null when it was closed without a choice. */
  readonly chooseFile: () => Promise<string | null>
  readonly country: () => string
  readonly changed: () => void
}): Imports {
  let shown: ImportProgress | null = null
  let sample: string | null = null

  return {
    progress: () => shown,
    report: (progress) => {
      if (progress.file !== sample) shown = progress
      else if (progress.state !== 'running') sample = null
      parts.changed()
    },
    takeSample: (file) => {
      sample = file
      const form = { encoding: 'utf-8', delimiter: ',', hasHeader: true }
      parts.importer().importFile({ ...form, file, mapping: SAMPLE_COLUMNS, country: 'US' })
    },
    commands: {
      'import.choose': async () => {
        const file = await parts.chooseFile()
        if (file === null) return refuse('cancelled')
        return parts.importer().preview({ file, encoding: null, delimiter: null, hasHeader: null })
      },
      'import.preview': (asked) => parts.importer().preview(asked),
      'import.start': (order) => parts.importer().importFile({ ...order, country: parts.country() }),
      'import.cancel': () => {
        parts.importer().cancel()
        return ok(null)
      },
      'import.dismiss': () => {
        if (shown?.state !== 'running') shown = null
        parts.changed()
        return ok(null)
      },
    },
  }
}
