// What a HubSpot account holds, by what HubSpot's documentation says of it.

export type Properties = Readonly<Record<string, string>>

export type Stored = {
  readonly id: string
  properties: Properties
  readonly createdAt: number
  updatedAt: number
  archivedAt: number | null
  /** What the search index knows: nothing before it has lagged behind. */
  indexed: Properties | null
  readonly waiting: { readonly at: number; readonly properties: Properties | null }[]
}

export type Property = {
  readonly name: string
  readonly label: string
  readonly type: string
  readonly fieldType: string
  readonly groupName: string
  readonly hasUniqueValue: boolean
  readonly hidden?: boolean
  readonly modificationMetadata?: { readonly readOnlyValue: boolean }
}

/** An error as HubSpot answers it. */
export class HubspotError extends Error {
  readonly status: number
  readonly category: string

  constructor(status: number, category: string, message: string) {
    super(message)
    this.status = status
    this.category = category
  }
}

const property = (
  name: string,
  label: string,
  groupName: string,
  more: Partial<Property> = {},
): Property => ({
  name,
  label,
  type: 'string',
  fieldType: 'text',
  groupName,
  hasUniqueValue: false,
  ...more,
})
const READ_ONLY = {
  modificationMetadata: { readOnlyValue: true },
  type: 'datetime',
  fieldType: 'date',
} as const

const STANDARD: Readonly<Record<string, readonly Property[]>> = {
  contacts: [
    property('firstname', 'First Name', 'contactinformation'),
    property('lastname', 'Last Name', 'contactinformation'),
    property('email', 'Email', 'contactinformation'),
    property('phone', 'Phone Number', 'contactinformation', { fieldType: 'phonenumber' }),
    property('mobilephone', 'Mobile Phone Number', 'contactinformation', { fieldType: 'phonenumber' }),
    property('company', 'Company Name', 'contactinformation'),
    property('jobtitle', 'Job Title', 'contactinformation'),
    property('city', 'City', 'contactinformation'),
    property('country', 'Country/Region', 'contactinformation'),
    property('hubspot_owner_id', 'Contact owner', 'sales_properties', { type: 'enumeration' }),
    property('lastmodifieddate', 'Last Modified Date', 'contactinformation', READ_ONLY),
    property('createdate', 'Create Date', 'contactinformation', READ_ONLY),
    property('hs_object_id', 'Record ID', 'contactinformation', READ_ONLY),
    property('hs_merged_object_ids', 'Merged record IDs', 'contactinformation', {
      ...READ_ONLY,
      hidden: true,
    }),
  ],
  companies: [
    property('name', 'Company name', 'companyinformation'),
    property('domain', 'Company Domain Name', 'companyinformation'),
    property('phone', 'Phone Number', 'companyinformation', { fieldType: 'phonenumber' }),
    property('city', 'City', 'companyinformation'),
    property('country', 'Country/Region', 'companyinformation'),
    property('hs_lastmodifieddate', 'Last Modified Date', 'companyinformation', READ_ONLY),
  ],
  deals: [property('dealname', 'Deal Name', 'dealinformation')],
  calls: [property('hs_call_title', 'Call Title', 'call'), property('hs_call_body', 'Call notes', 'call')],
  notes: [property('hs_note_body', 'Note body', 'note')],
  emails: [property('hs_email_subject', 'Email subject', 'email')],
}

/** Contacts have their own name for what every other object calls `hs_lastmodifieddate`. */
const changedName = (path: string): string =>
  path === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate'

/** As HubSpot's index has numbers: what stands behind the country's code. The stand-in knows a few countries. */
const national = (number: string): string => number.replace(/\D/g, '').replace(/^(49|351|44|1)/, '')

export type HubspotPortal = ReturnType<typeof createPortal>

export function createPortal(options: { readonly now: () => number; readonly lagMs: number }) {
  const { now, lagMs } = options
  const objects = new Map<string, Map<string, Stored>>()
  const properties = new Map<string, Property[]>(
    Object.entries(STANDARD).map(([path, all]) => [path, [...all]]),
  )
  /** `path/id path/id`, both ways. */
  const associations = new Set<string>()
  let lastId = 1_000
  let lastChange = 0

  const kind = (path: string): Map<string, Stored> => {
    if (!properties.has(path))
      throw new HubspotError(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${path}`)
    const found = objects.get(path) ?? new Map<string, Stored>()
    objects.set(path, found)
    return found
  }
  const live = (path: string, id: string): Stored => {
    const found = kind(path).get(id)
    if (!found || found.archivedAt !== null)
      throw new HubspotError(404, 'OBJECT_NOT_FOUND', 'resource not found')
    return found
  }
  /** Two changes never share a moment, unless they come in one batch. */
  const moment = (): number => {
    lastChange = Math.max(now(), lastChange + 1)
    return lastChange
  }
  const calculated = (path: string, given: Properties, stored: Stored): Properties => ({
    ...given,
    ...(path === 'contacts' && given.phone
      ? { hs_searchable_calculated_phone_number: national(given.phone) }
      : {}),
    ...(path === 'contacts' && given.mobilephone
      ? { hs_searchable_calculated_mobile_number: national(given.mobilephone) }
      : {}),
    hs_object_id: stored.id,
    createdate: new Date(stored.createdAt).toISOString(),
    [changedName(path)]: new Date(stored.updatedAt).toISOString(),
  })
  const index = (stored: Stored, what: Properties | null): void => {
    stored.waiting.push({ at: now() + lagMs, properties: what })
  }

  const checkUnique = (path: string, given: Properties, self: string | null): void => {
    for (const { name, hasUniqueValue } of properties.get(path) ?? []) {
      const isUnique = hasUniqueValue || (path === 'contacts' && name === 'email')
      const value = given[name]
      if (!isUnique || !value) continue
      for (const other of kind(path).values()) {
        if (other.id === self || other.archivedAt !== null || other.properties[name] !== value) continue
        throw new HubspotError(409, 'CONFLICT', `Contact already exists. Existing ID: ${other.id}`)
      }
    }
  }
  const checkKnown = (path: string, given: Properties): void => {
    const known = properties.get(path) ?? []
    for (const [name] of Object.entries(given)) {
      const found = known.find((one) => one.name === name)
      const engagement = /^hs_(call|note|email|timestamp)/.test(name)
      if (
        !found &&
        !engagement &&
        !name.startsWith('deal') &&
        !['pipeline', 'amount', 'closedate', 'hs_is_closed', 'hs_is_closed_won', 'hubspot_owner_id'].includes(
          name,
        )
      )
        throw new HubspotError(400, 'VALIDATION_ERROR', `Property "${name}" does not exist`)
      if (found?.modificationMetadata?.readOnlyValue)
        throw new HubspotError(400, 'VALIDATION_ERROR', `"${name}" is a read only property`)
    }
    if (path === 'calls' && given.hs_timestamp === undefined && given.hs_call_title !== undefined)
      throw new HubspotError(400, 'VALIDATION_ERROR', 'hs_timestamp is required')
  }

  const add = (path: string, given: Properties, at = moment()): Stored => {
    checkKnown(path, given)
    checkUnique(path, given, null)
    lastId += 1
    const stored: Stored = {
      id: String(lastId),
      properties: {},
      createdAt: at,
      updatedAt: at,
      archivedAt: null,
      indexed: null,
      waiting: [],
    }
    stored.properties = calculated(path, given, stored)
    kind(path).set(stored.id, stored)
    index(stored, stored.properties)
    return stored
  }
  const change = (path: string, id: string, given: Properties, at = moment()): Stored => {
    const stored = live(path, id)
    checkKnown(path, given)
    checkUnique(path, given, id)
    stored.updatedAt = at
    stored.properties = calculated(path, { ...stored.properties, ...given }, stored)
    index(stored, stored.properties)
    return stored
  }

  return {
    kind,
    live,
    add,
    change,
    properties: (path: string): Property[] => {
      kind(path)
      return properties.get(path) ?? []
    },
    archive: (path: string, id: string): void => {
      const stored = live(path, id)
      stored.archivedAt = now()
      index(stored, null)
    },
    /** The survivor names who is gone; whoever is gone isn't archived, it just isn't there any more. */
    merge: (path: string, kept: string, gone: string): Stored => {
      live(path, gone)
      kind(path).delete(gone)
      const survivor = live(path, kept)
      const merged = [survivor.properties.hs_merged_object_ids, gone].filter(Boolean).join(';')
      survivor.updatedAt = moment()
      survivor.properties = calculated(
        path,
        { ...survivor.properties, hs_merged_object_ids: merged },
        survivor,
      )
      index(survivor, survivor.properties)
      return survivor
    },
    /** By id, by a unique property, or by an id that was merged away. */
    find: (path: string, id: string, idProperty: string | null): Stored => {
      const all = [...kind(path).values()].filter(({ archivedAt }) => archivedAt === null)
      const found =
        idProperty === null
          ? all.find((one) => one.id === id || one.properties.hs_merged_object_ids?.split(';').includes(id))
          : all.find((one) => one.properties[idProperty] === id)
      if (!found) throw new HubspotError(404, 'OBJECT_NOT_FOUND', 'resource not found')
      return found
    },
    upsert: (path: string, idProperty: string, id: string, given: Properties): Stored => {
      const isUnique = (properties.get(path) ?? []).some(
        (one) => one.name === idProperty && one.hasUniqueValue,
      )
      if (!isUnique && !(path === 'contacts' && idProperty === 'email'))
        throw new HubspotError(400, 'VALIDATION_ERROR', `${idProperty} is not a unique property`)
      const known = [...kind(path).values()].find(
        (one) => one.archivedAt === null && one.properties[idProperty] === id,
      )
      return known ? change(path, known.id, given) : add(path, { ...given, [idProperty]: id })
    },
    link: (from: string, to: string): void => {
      associations.add(`${from} ${to}`)
      associations.add(`${to} ${from}`)
    },
    linked: (from: string, path: string): readonly string[] =>
      [...associations].flatMap((one) => {
        const [near, far = ''] = one.split(' ')
        return near === from && far.startsWith(`${path}/`) ? [far.slice(path.length + 1)] : []
      }),
    /** What the index knows by now. */
    indexed: (
      path: string,
    ): readonly { readonly id: string; readonly properties: Properties; readonly stored: Stored }[] =>
      [...kind(path).values()].flatMap((stored) => {
        while (stored.waiting[0] && stored.waiting[0].at <= now())
          stored.indexed = stored.waiting.shift()?.properties ?? null
        return stored.indexed === null ? [] : [{ id: stored.id, properties: stored.indexed, stored }]
      }),
  }
}
