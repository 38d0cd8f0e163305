import { expect, test } from 'vitest'
import { describesDebian, installedIn } from './debian.ts'

test('Debian and what descends from it are recognised by os-release', () => {
  expect(describesDebian('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n')).toBe(true)
  expect(describesDebian('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n')).toBe(true)
  expect(describesDebian('NAME="Fedora Linux"\nID=fedora\nHOME_URL="https://debian.example"\n')).toBe(false)
  expect(describesDebian('')).toBe(false)
})

test('only packages that are wholly installed count', () => {
  const list = [
    'xvfb installed',
    'kamailio config-files',
    'dpkg-query: no packages found matching openssl',
    'libgtk-3-0t64 installed',
    '',
  ]
  expect([...installedIn(list.join('\n'))]).toEqual(['xvfb', 'libgtk-3-0t64'])
})
