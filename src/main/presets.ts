import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Preset, preset } from '../contract/preset.ts'

/** What PBXes of your own go by their name; what fits any other stands at the end. */
const LAST = ['plain', 'webrtc']

const order = (one: Preset, other: Preset): number =>
  LAST.indexOf(one.id) - LAST.indexOf(other.id) || one.name.en.localeCompare(other.name.en)

/**
 * Reads the presets of a folder, a JSON file each. A file that says something else than `contract/preset.ts` is left
 * out and told of: whoever packs Offhook for a team may have put it there.
 */
export async function readPresets(folder: string, left: (why: string) => void): Promise<readonly Preset[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'))
  const read = files.map(async (file) => {
    try {
      const parsed = preset.safeParse(JSON.parse(await readFile(join(folder, file), 'utf8')))
      if (parsed.success && `${parsed.data.id}.json` === file) return [parsed.data]
      left(`preset ${file}: ${parsed.success ? 'its id is not its name' : parsed.error.message}`)
    } catch (error) {
      left(`preset ${file}: ${String(error)}`)
    }
    return []
  })
  return (await Promise.all(read)).flat().sort(order)
}
