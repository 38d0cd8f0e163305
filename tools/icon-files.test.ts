import { expect, test } from 'vitest'
import { icns, ico } from './icon-files.ts'

const images = new Map([
  [16, Buffer.from('sixteen')],
  [256, Buffer.from('large one')],
])

test('each entry of an .ico says where its image is', () => {
  const file = ico(images)
  expect(file.readUInt16LE(2)).toBe(1)
  expect(file.readUInt16LE(4)).toBe(2)
  const found = [6, 22].map((entry) => {
    const length = file.readUInt32LE(entry + 8)
    const offset = file.readUInt32LE(entry + 12)
    return [file.readUInt8(entry), file.subarray(offset, offset + length).toString()]
  })
  expect(found).toEqual([
    [16, 'sixteen'],
    [0, 'large one'],
  ])
})

test('the chunks of an .icns fill it exactly', () => {
  const file = icns(images)
  expect(file.toString('latin1', 0, 4)).toBe('icns')
  expect(file.readUInt32BE(4)).toBe(file.length)
  const types: string[] = []
  for (let offset = 8; offset < file.length; offset += file.readUInt32BE(offset + 4)) {
    types.push(file.toString('latin1', offset, offset + 4))
  }
  expect(types).toEqual(['icp4', 'ic08', 'ic13'])
})
