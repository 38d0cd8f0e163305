import { describe, expect, it } from 'vitest'
import { checkLink, openLink } from './links.ts'

describe('a link', () => {
  it.each([
    ['https://crm.example.com/customers/7?x=1', 'https://crm.example.com/customers/7?x=1'],
    ['  https://example.com', 'https://example.com/'],
    ['HTTPS://EXAMPLE.COM/a', 'https://example.com/a'],
    ['mailto:ana@example.com', 'mailto:ana@example.com'],
    ['http://127.0.0.1:8000/party/7', 'http://127.0.0.1:8000/party/7'],
    ['http://localhost:8000', 'http://localhost:8000/'],
  ])('%s is opened', (address, opened) => {
    expect(checkLink(address)).toEqual({ ok: true, value: opened })
  })

  it.each([
    ['http://example.com'],
    ['http://127.0.0.1.example.com'],
    ['http://10.0.0.1'],
    ['file:///etc/passwd'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['smb://server/share'],
    ['ms-msdt:/id'],
    ['tel:+15551234'],
    ['app://agent/'],
    ['https://user:secret@example.com/'],
    ['https://'],
    ['//example.com'],
    ['example.com'],
    ['C:\\Windows\\System32\\calc.exe'],
    [''],
  ])('%s is refused', async (address) => {
    const opened: string[] = []
    const result = await openLink(address, async (link) => void opened.push(link))
    expect(result).toEqual({ ok: false, reason: 'notAllowed' })
    expect(opened).toEqual([])
  })
})
