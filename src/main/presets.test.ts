import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Preset } from '../contract/preset.ts'
import { readPresets } from './presets.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const FOLDER = join(ROOT, 'resources', 'presets')

const shipped = async (): Promise<readonly Preset[]> => {
  const left: string[] = []
  const presets = await readPresets(FOLDER, (why) => left.push(why))
  expect(left).toEqual([])
  return presets
}

describe('the presets that come with Offhook', () => {
  it('can all be read, those for anything else last', async () => {
    const presets = await shipped()
    expect(presets).toHaveLength(readdirSync(FOLDER).length)
    expect(presets.map(({ id }) => id)).toEqual([
      '3cx',
      'asterisk',
      'freepbx',
      'freeswitch',
      'fritzbox',
      'kamailio',
      'plain',
      'webrtc',
    ])
  })

  it('each say what they set and have a page that says whether they were tried', async () => {
    for (const { id, tried, sets } of await shipped()) {
      expect(Object.keys(sets).length, id).toBeGreaterThan(3)
      const page = readFileSync(join(ROOT, 'docs', 'connect', `${id}.md`), 'utf8')
      const line = /^\*\*Tried:\*\* (yes|no)\b.*$/m.exec(page)
      expect(line?.[1], `${id}: the line “Tried”`).toBe(tried ? 'yes' : 'no')
    }
  })

  it('give a WebRTC line an encrypted address and no codecs, and a plain one what it needs', async () => {
    for (const { id, sets } of await shipped()) {
      const server = sets.server?.value ?? ''
      if (sets.transport?.value === 'websocket') {
        expect(server, id).toMatch(/^wss:\/\//)
        expect([sets.codecs, sets.srtp], id).toEqual([undefined, undefined])
      } else {
        expect(server, id).not.toContain('/')
        expect(new Set(sets.codecs?.value).size, id).toBe(sets.codecs?.value.length)
      }
    }
  })

  it('ask for encrypted sound only where the signalling is encrypted too', async () => {
    for (const { id, sets } of await shipped()) {
      if (sets.srtp?.value !== 'off' && sets.srtp !== undefined) expect(sets.transport?.value, id).toBe('tls')
    }
  })
})

describe('a folder with something else in it', () => {
  it('leaves out what is no preset and says which file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'offhook-presets-'))
    const good = readFileSync(join(FOLDER, 'plain.json'), 'utf8')
    writeFileSync(join(folder, 'plain.json'), good)
    writeFileSync(join(folder, 'other.json'), good)
    writeFileSync(join(folder, 'broken.json'), '{')
    writeFileSync(join(folder, 'wrong.json'), good.replace('"auto"', '"pigeon"'))
    writeFileSync(join(folder, 'notes.txt'), 'not looked at')
    const left: string[] = []
    const presets = await readPresets(folder, (why) => left.push(why))
    rmSync(folder, { recursive: true })
    expect(presets.map(({ id }) => id)).toEqual(['plain'])
    expect(left.map((why) => why.split(':')[0]).sort()).toEqual([
      'preset broken.json',
      'preset other.json',
      'preset wrong.json',
    ])
  })
})
