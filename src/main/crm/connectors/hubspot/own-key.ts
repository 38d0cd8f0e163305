import { z } from 'zod'
import { CrmFailure } from '../../failure.ts'
import { type HubspotApi, shaped } from './api.ts'

/** The property by which HubSpot takes a thing of ours once (`hasUniqueValue`). */
export const OWN_KEY = 'offhook_key'

/** A property that HubSpot has from the start, in whose group ours is made. */
const NEIGHBOUR: Readonly<Record<string, string>> = {
  calls: 'hs_call_title',
  notes: 'hs_note_body',
  contacts: 'firstname',
  companies: 'name',
}
const neighbour = z.object({ groupName: z.string() })
const own = z.object({ hasUniqueValue: z.boolean().optional() })

/**
 * Whether things of this kind can be told apart by our key; makes the property where it isn't there. False where the app
 * may not make properties: then they are looked for.
 */
export function ownKeys(api: HubspotApi): (path: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>()

  const look = async (path: string): Promise<boolean> => {
    const there = await api.getIfThere(`/crm/v3/properties/${path}/${OWN_KEY}`)
    if (there !== null) return shaped(own, there).hasUniqueValue === true
    const beside = await api.getIfThere(`/crm/v3/properties/${path}/${NEIGHBOUR[path] ?? ''}`)
    if (beside === null) return false
    try {
      await api.send('POST', `/crm/v3/properties/${path}`, {
        name: OWN_KEY,
        label: 'Offhook key',
        description: 'Says which of Offhook’s entries this is, so that none is made twice.',
        groupName: shaped(neighbour, beside).groupName,
        type: 'string',
        fieldType: 'text',
        hasUniqueValue: true,
        formField: false,
      })
      return true
    } catch (error) {
      if (!(error instanceof CrmFailure)) throw error
      // Another desk of the team was quicker.
      if (error.reason === 'conflict') return true
      if (error.reason === 'forbidden') return false
      throw error
    }
  }

  return (path) => {
    const asked = known.get(path) ?? look(path)
    known.set(path, asked)
    asked.catch(() => known.delete(path))
    return asked
  }
}
