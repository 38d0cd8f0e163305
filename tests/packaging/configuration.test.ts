import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { inRoot } from '../../tools/paths.ts'

const about = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
const builder = parse(readFileSync(inRoot('electron-builder.yml'), 'utf8'))

test('every system gets its installers', () => {
  expect(builder.win.target).toEqual(['nsis'])
  expect(builder.mac.target).toEqual(['dmg'])
  expect(builder.linux.target).toEqual(['AppImage', 'deb', 'tar.gz'])
  expect(builder.linux.maintainer).toMatch(/^.+ <.+@.+>$/)
})

test('the app has one identity everywhere', () => {
  expect(builder.appId).toBe('org.offhook.Offhook')
  expect(about.desktopName).toBe(`${builder.appId}.desktop`)
  expect(builder.productName).toBe(about.productName)
})

test('telephone links open it', () => {
  const schemes = builder.protocols.flatMap((protocol: { schemes: string[] }) => protocol.schemes)
  expect(schemes).toEqual(['tel', 'callto', 'sip'])
})

test('macOS lets it, and the processes it starts, use the microphone', () => {
  expect(builder.mac.hardenedRuntime).toBe(true)
  for (const file of [builder.mac.entitlements, builder.mac.entitlementsInherit]) {
    const granted = readFileSync(inRoot(file), 'utf8').replaceAll(/\s/g, '')
    expect(granted).toContain('<key>com.apple.security.device.audio-input</key><true/>')
  }
  expect(builder.mac.extendInfo.NSMicrophoneUsageDescription).toMatch(/\w+/)
  expect(builder.mac.extendInfo.NSLocalNetworkUsageDescription).toMatch(/\w+/)
})

test('the app can be started only as itself', () => {
  expect(builder.electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  })
})

test('the native library is unpacked, and nothing is compiled while packaging', () => {
  expect(builder.asarUnpack).toContain('**/*.node')
  expect(builder.npmRebuild).toBe(false)
})

test('what is read at run time is packed', () => {
  expect(builder.files).toEqual(expect.arrayContaining(['resources/sample/*', 'resources/presets/*.json']))
})

test('each icon that is named exists', () => {
  for (const icon of [builder.win.icon, builder.mac.icon, `${builder.linux.icon}/512x512.png`]) {
    expect(existsSync(inRoot(icon)), icon).toBe(true)
  }
})
