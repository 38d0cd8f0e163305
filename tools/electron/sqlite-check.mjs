// Run with --expose-gc: opens and drops databases and statements until a finalizer that must not run would have run.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const addon = process.argv.at(-1)
const folder = join(dirname(addon), '..', '..')
const Database = createRequire(join(folder, 'package.json'))(folder)
for (let round = 0; round < 30; round += 1) {
  const database = new Database(':memory:', { nativeBinding: addon })
  database.exec('CREATE TABLE entry (id INTEGER PRIMARY KEY, value TEXT)')
  const insert = database.prepare('INSERT INTO entry (value) VALUES (?)')
  database.transaction(() => {
    for (let row = 0; row < 100; row += 1) insert.run(`value ${row}`)
  })()
  for (let row = 0; row < 2000; row += 1) {
    database.prepare('SELECT value FROM entry WHERE id = ?').get((row % 100) + 1)
  }
  if (round % 2 === 0) database.close()
  globalThis.gc()
  await new Promise((resolve) => setImmediate(resolve))
}
