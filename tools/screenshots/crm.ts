// The pictures of a CRM: HubSpot as its documentation has it, connected by the wizard.
import { type HubspotStandIn, startHubspot } from '../../tests/crm/stand-ins/hubspot/server.ts'
import { FLORENCE } from './past.ts'
import type { Stage } from './scenes.ts'

/** As many as make a first sync that can be watched: more than the connector may ask for at once. */
const CONTACTS = 14_000
const PATIENCE_MS = 120_000

/** From the choice to the first sync; then a call, and what of it is written. */
export async function crm(stage: Stage): Promise<void> {
  const hubspot = await startHubspot({ searchesPerSecond: 1_000, perTenSeconds: 100_000 })
  try {
    fill(hubspot)
    await connect(stage, hubspot)
    await callOf(stage)
  } finally {
    await hubspot.close()
  }
  await whatIsWritten(stage)
}

function fill({ portal }: HubspotStandIn): void {
  const florence = portal.add('contacts', {
    firstname: 'Florence',
    lastname: 'Quinn',
    company: 'Granite Dental Care',
    phone: FLORENCE,
    mobilephone: '+12065550155',
    email: 'florence.quinn@granite-dental-care.example.org',
    city: 'Seattle',
    country: 'United States',
    jobtitle: 'Practice manager',
    hubspot_owner_id: '77',
  })
  const deal = (name: string, amount: string, more: Readonly<Record<string, string>>): void => {
    const { id } = portal.add('deals', {
      dealname: name,
      amount,
      deal_currency_code: 'USD',
      pipeline: 'default',
      dealstage: 'contractsent',
      hs_is_closed: 'false',
      ...more,
    })
    portal.link(`deals/${id}`, `contacts/${florence.id}`)
  }
  deal('Renewal, forty seats', '24000', { closedate: '2027-01-31T00:00:00Z' })
  deal('Panoramic scanner', '3600.50', { closedate: '2027-03-15T00:00:00Z' })
  const note = portal.add('notes', {
    hs_note_body: 'Wants one invoice for both offices, from November on.',
    hs_timestamp: String(Date.now() - 2 * 86_400_000),
  })
  portal.link(`notes/${note.id}`, `contacts/${florence.id}`)
  for (let place = 0; place < CONTACTS; place += 1) {
    const phone = `+1617556${String(place).padStart(5, '0').slice(-4)}`
    portal.add('contacts', { firstname: 'Contact', lastname: String(place), phone })
  }
}

async function connect({ desk, take }: Stage, hubspot: HubspotStandIn): Promise<void> {
  const { page } = desk
  await page.keyboard.press('Control+4')
  await page.getByRole('tab', { name: 'CRM & address books' }).click()
  await page.getByRole('button', { name: 'Connect a CRM or address book' }).click()
  await page.getByRole('button', { name: /^HubSpot/ }).waitFor()
  await take('crm-choose')
  await page.getByRole('button', { name: /^HubSpot/ }).click()
  await page.getByLabel('Address', { exact: true }).fill(hubspot.url)
  await page.getByLabel('Access token').fill(hubspot.token)
  await take('crm-sign-in')
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByText('It works').waitFor()
  await take('crm-test')
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByRole('region', { name: 'The card' }).getByText('Florence Quinn').waitFor()
  await take('crm-fields')
  await page.getByRole('button', { name: 'Next', exact: true }).click()
  await page.getByRole('heading', { name: /What is written/ }).waitFor()
  await take('crm-written')
  await page.getByRole('button', { name: 'Connect and read everything' }).click()
  await desk.until(
    'a first sync under way',
    ({ crm: { connections } }) => (connections[0]?.sync.progress?.read ?? 0) >= 5_000,
    PATIENCE_MS,
  )
  await take('crm-first-sync')
  await page.getByRole('heading', { name: /is here/ }).waitFor({ timeout: PATIENCE_MS })
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('list', { name: 'In order of trust' }).waitFor()
  await take('settings-crm')
}

async function callOf({ desk, hands, line, user, take }: Stage): Promise<void> {
  const { page, until } = desk
  await page.keyboard.press('Control+1')
  line.call({ to: user, from: FLORENCE })
  const call = await hands.answer(await hands.waitForRing())
  await page
    .getByRole('region', { name: /Last in/ })
    .getByText(/one invoice/)
    .waitFor()
  await until('a call that sounds well', ({ calls }) => (calls[0]?.quality?.mos ?? 0) > 4, PATIENCE_MS)
  await take('crm-card')
  await hands.hangUp(call)
  await hands.fillWrapUp(call, 'Resolved', 'One invoice for both offices, from November on')
  await hands.finishWrapUp(call)
  await until('the call to be written', ({ crm: { outbox } }) => outbox.waiting === 0, PATIENCE_MS)
}

/** With the CRM gone: what was written, and what waits. */
async function whatIsWritten({ desk, hands, line, user, take }: Stage): Promise<void> {
  const { page } = desk
  line.call({ to: user, from: FLORENCE })
  const call = await hands.answer(await hands.waitForRing())
  await hands.hangUp(call)
  await hands.fillWrapUp(call, 'Callback', 'Call back when the contract is signed')
  await hands.finishWrapUp(call)
  await page.keyboard.press('Control+5')
  const waits = page.getByRole('row', { name: /Florence Quinn, Call, Will be tried again/ })
  await waits.click({ timeout: PATIENCE_MS })
  await take('crm-page')
}
