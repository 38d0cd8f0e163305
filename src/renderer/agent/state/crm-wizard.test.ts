import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONNECTORS, connection, TESTED } from '../testing/crm-fixtures.ts'
import {
  changeSignIn,
  choose,
  draftOf,
  foundBy,
  mapsNames,
  newWizard,
  signInOf,
  testedBy,
  type Wizard,
  withFound,
  wizardOf,
} from './crm-wizard.ts'

const [addressBook, hubspot] = CONNECTORS
if (!addressBook || !hubspot) throw new Error('the connectors of the tests are gone')

const tested = (wizard: Wizard): Wizard => {
  const draft = signInOf(wizard)
  return draft ? withFound(wizard, testedBy(wizard, draft), TESTED) : wizard
}
const chosen = (): Wizard => choose(newWizard(), hubspot, true)

test('what was typed for one connector is there again after another was looked at', () => {
  const typed = changeSignIn(choose(newWizard(), addressBook, true), {
    settings: { url: 'https://a.example' },
  })
  const back = choose(choose(typed, hubspot, true), addressBook, true)
  expect(signInOf(back)?.settings).toEqual({ url: 'https://a.example' })
})

test('a test says nothing of a sign-in that was changed after it, and all the same again once it is changed back', () => {
  const before = tested(changeSignIn(chosen(), { secret: 'pat-1' }))
  expect(foundBy(before)).toBe(TESTED)
  const other = changeSignIn(before, { secret: 'pat-2' })
  expect(foundBy(other)).toBeNull()
  expect(foundBy(changeSignIn(other, { secret: 'pat-1' }))).toBe(TESTED)
})

test('another name for the connection needs no other test', () => {
  expect(foundBy(changeSignIn(tested(chosen()), { name: 'Our CRM' }))).toBe(TESTED)
})

test('fields become what they most likely are, and what was chosen stays', () => {
  const first = tested(chosen())
  expect(first.mapping.contact).toMatchObject({ firstname: 'firstName', phone: 'number:Work' })
  const changed = {
    ...first,
    mapping: { ...first.mapping, contact: { ...first.mapping.contact, phone: 'skip' } },
  }
  expect(tested(changed).mapping.contact).toMatchObject({ firstname: 'firstName', phone: 'skip' })
})

test('a field that the CRM has anew is left out of a connection that is edited', () => {
  const mapping = { contact: { firstname: 'firstName' } }
  const edited = tested(wizardOf(connection({ mapping }), hubspot))
  expect(edited.mapping.contact).toMatchObject({ firstname: 'firstName', lastname: 'skip' })
})

test('a disposition that is called the same there is taken for it, unless something else was chosen', () => {
  const ours = [
    { id: 'a', label: 'wrong number ' },
    { id: 'b', label: 'Connected' },
    { id: 'c', label: 'Escalated' },
  ]
  const wizard = { ...chosen(), dispositions: { b: '' } }
  expect(withFound(wizard, '', TESTED, ours).dispositions).toEqual({ a: 'wrong', b: '' })
})

test('another connector begins with no mapping of the first one', () => {
  expect(choose(tested(chosen()), addressBook, true)).toMatchObject({ mapping: {}, tested: null })
})

test('without a name in one of the objects nothing can be shown of it', () => {
  const wizard = tested(chosen())
  expect(mapsNames(wizard, TESTED)).toBe(true)
  expect(mapsNames({ ...wizard, mapping: { ...wizard.mapping, company: {} } }, TESTED)).toBe(false)
})

test('nothing is asked of a connector that it can’t do, whatever was switched on', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (logsCalls, changes, creates) => {
      const connector = {
        ...hubspot,
        capabilities: {
          ...hubspot.capabilities,
          callLog: logsCalls ? ('once' as const) : ('none' as const),
          changes,
          creates,
        },
      }
      const wizard: Wizard = { ...choose(newWizard(), connector, true), takesNew: true }
      const draft = signInOf(wizard)
      expect(draft && draftOf(wizard, connector, draft)).toMatchObject({
        logsCalls,
        takesChanges: changes,
        takesNew: creates,
      })
    }),
  )
})

test('a connection without a name of its own is called as its connector', () => {
  const wizard = changeSignIn(chosen(), { name: '  ' })
  const draft = signInOf(wizard)
  expect(draft && draftOf(wizard, hubspot, draft).name).toBe('HubSpot')
})
