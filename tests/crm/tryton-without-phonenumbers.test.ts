import { describe, expect, it } from 'vitest'
import { tryton } from '../../src/main/crm/connectors/tryton/tryton.ts'
import { serverOfFile } from './servers/server-of-file.ts'
import { startTryton } from './servers/tryton.ts'
import { openSession } from './testing/open-session.ts'
import { trytonRpc } from './testing/tryton-rpc.ts'

describe('Tryton without python3-phonenumbers', () => {
  const server = serverOfFile((folder) => startTryton(folder, { phonenumbers: false }))

  it('is found in by numbers as people typed them, and by no other', async () => {
    const { server: root, database, user, password } = server()
    const rpc = await trytonRpc(server())
    const numbers = ['+44 20 7946-0123', '(020) 79460123', '0207 946 01 23', '+44 20 7946 0124', '205']
    const ids = await rpc.call<number[]>(
      'party.party.create',
      numbers.map((value) => ({
        name: value,
        contact_mechanisms: [['create', [{ type: 'phone', value }]]],
      })),
    )
    const { session } = openSession(tryton, { server: root, database, user }, password)
    const found = await session.findByPhone({ e164: '+442079460123', national: '2079460123' })
    expect(found.map(({ id }) => Number(id))).toEqual(ids.slice(0, 3))
    expect(found[0]?.numbers).toEqual([{ label: '', raw: '+44 20 7946-0123' }])
    expect(await session.findByPhone({ e164: '+442079460999', national: '2079460999' })).toEqual([])
  })
})
