// `npm run bench`: speed and memory, each as a ratio taken within the run. An id, or `--only ID`, takes one row, `--json
// FILE` writes the figures, `--soak SECONDS` watches streams for losses that long (10). Ends with 1 when one falls short.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { benches } from '../tests/bench/all.ts'
import type { Measurement } from '../tests/bench/measurement.ts'
import { ensureBuilt } from './build.ts'
import { setUp } from './setup.ts'
import { withDisplay } from './xvfb.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, json: { type: 'string' }, soak: { type: 'string', default: '10' } },
})

const figure = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3))

function print(rows: readonly Measurement[]): void {
  const cells = rows.map((row) => [
    row.id,
    row.what,
    `${figure(row.value)} ${row.unit}`,
    row.against,
    row.ratio.toFixed(3),
    row.target,
    row.holds ? 'holds' : 'FALLS SHORT',
  ])
  const head = ['id', 'what', 'value', 'against', 'ratio', 'target', '']
  const widths = head.map((title, column) =>
    Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0), title.length),
  )
  for (const row of [head, ...cells]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  }
}

async function main(): Promise<number> {
  const ids = benches.flatMap((bench) => bench.ids)
  const { only = positionals[0], json } = values
  const soakSeconds = Number(values.soak)
  if (!(soakSeconds > 0)) {
    console.error('--soak takes a number of seconds')
    return 2
  }
  if (only !== undefined && !ids.includes(only)) {
    console.error(`there is no bench ${only}; there are: ${ids.join(', ')}`)
    return 2
  }
  await setUp()
  await ensureBuilt()
  const rows: Measurement[] = []
  await withDisplay(async (env) => {
    Object.assign(process.env, env)
    for (const bench of benches) {
      if (only !== undefined && !bench.ids.includes(only)) continue
      const measured = await bench.measure({ soakSeconds, only })
      rows.push(...measured.filter((row) => only === undefined || row.id === only))
    }
  })
  print(rows)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`)
  return rows.every((row) => row.holds) ? 0 : 1
}

process.exit(await main())
