import { describe, expect, it } from 'vitest'
import { mayUse, type PermissionDetails, roleOf } from './permission-rules.ts'

describe('the page that asks', () => {
  it.each([
    ['app://agent/index.html', 'agent'],
    ['app://media/', 'media'],
    ['app://media', 'media'],
    ['app://other/', null],
    ['app://media.example.com/', null],
    ['https://media/', null],
    ['file:///media', null],
    ['data:text/html,media', null],
    ['', null],
  ])('%s has the role %s', (url, role) => {
    expect(roleOf(url)).toBe(role)
  })
})

describe('the permissions', () => {
  const granted: readonly [string, PermissionDetails][] = [
    ['media', { mediaTypes: ['audio'] }],
    ['media', { mediaType: 'audio' }],
    ['media', { mediaType: 'unknown' }],
    ['media', {}],
    ['speaker-selection', {}],
  ]
  const denied: readonly [string, PermissionDetails][] = [
    ['media', { mediaTypes: ['video'] }],
    ['media', { mediaTypes: ['audio', 'video'] }],
    ['media', { mediaTypes: [] }],
    ['media', { mediaType: 'video' }],
    ['media', { mediaType: 'audio', isMainFrame: false }],
    ['speaker-selection', { isMainFrame: false }],
    ...[
      'clipboard-read',
      'display-capture',
      'fileSystem',
      'fullscreen',
      'geolocation',
      'hid',
      'idle-detection',
      'local-fonts',
      'midi',
      'notifications',
      'openExternal',
      'pointerLock',
      'serial',
      'storage-access',
      'unknown',
      'usb',
      'window-management',
      'something-that-is-new',
    ].map((permission): [string, PermissionDetails] => [permission, {}]),
  ]

  it.each(granted)('give %s %j to the media window only', (permission, details) => {
    expect(mayUse('media', permission, details)).toBe(true)
    expect(mayUse('agent', permission, details)).toBe(false)
    expect(mayUse(null, permission, details)).toBe(false)
  })

  it.each(denied)('give %s %j to nobody', (permission, details) => {
    for (const role of ['media', 'agent', null] as const)
      expect(mayUse(role, permission, details)).toBe(false)
  })
})
