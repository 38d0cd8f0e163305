import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveAppFile } from './app-files.ts'
import { contentSecurityPolicy } from './content-policy.ts'

const root = '/opt/offhook/dist/renderer'

describe('a file of the app', () => {
  it.each([
    ['app://agent/', 'agent/index.html', 'text/html; charset=utf-8'],
    ['app://agent', 'agent/index.html', 'text/html; charset=utf-8'],
    ['app://agent/index.html?x=1#/history', 'agent/index.html', 'text/html; charset=utf-8'],
    ['app://media/assets/main-1a2b.js', 'media/assets/main-1a2b.js', 'text/javascript; charset=utf-8'],
    ['app://agent/assets/a%20b.css', 'agent/assets/a b.css', 'text/css; charset=utf-8'],
  ])('%s is %s', (address, path, type) => {
    expect(resolveAppFile(address, root)).toMatchObject({ path: `${root}/${path}`, type })
  })

  it.each([
    ['app://other/index.html'],
    ['https://agent/index.html'],
    ['file:///opt/offhook/dist/renderer/agent/index.html'],
    ['app://agent/..%2f..%2fmain/main.js'],
    ['app://agent/..%2fmedia%2findex.html'],
    ['app://agent/..%5c..%5cmain%5cmain.js'],
    ['app://agent/assets/%00.js'],
    ['app://agent/%ff.js'],
    ['app://agent/assets/'],
    ['app://agent/package'],
    ['app://agent/journal.db'],
    ['nonsense'],
  ])('%s is none', (address) => {
    expect(resolveAppFile(address, root)).toBeNull()
  })

  it('is looked for inside the page’s folder when the address has parent folders in it', () => {
    expect(resolveAppFile('app://agent/../../main/main.js', root)?.path).toBe(`${root}/agent/main/main.js`)
    expect(resolveAppFile('app://agent/%2e%2e/main.js', root)?.path).toBe(`${root}/agent/main.js`)
  })

  it('is never outside the folder of its page, whatever the path', () => {
    const part = fc.constantFrom(
      '..',
      '%2e%2e',
      '.',
      '/',
      '%2f',
      '\\',
      '%5c',
      'media',
      'a.js',
      '%00',
      '%25',
      '%',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const file = resolveAppFile(`app://agent/${parts.join('')}`, root)
        expect(file === null || file.path.startsWith(`${root}/agent/`)).toBe(true)
        expect(file === null || !file.path.split('/').includes('..')).toBe(true)
      }),
    )
  })
})

describe('the content security policy', () => {
  it('lets the agent window reach nothing but its own files', () => {
    expect(contentSecurityPolicy('agent')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "media-src 'self'; connect-src 'none'; worker-src 'none'; frame-src 'none'; object-src 'none'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
  })

  it('lets the media window play what comes from its calls', () => {
    expect(contentSecurityPolicy('media')).toContain("media-src 'self' blob: mediastream:")
    expect(contentSecurityPolicy('media')).toContain("connect-src 'none'")
  })
})
