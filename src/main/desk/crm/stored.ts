import { z } from 'zod'
import { connectionDraft } from '../../../contract/crm.ts'
import type { Connection } from '../../../domain/crm/connection.ts'

/** The setting that holds the connections, in order of trust. */
export const CONNECTIONS = 'crm.connections'
export const connectionSecretKey = (id: string): string => `crm.secret.${id}`

const stored = connectionDraft.omit({ id: true }).extend({ id: z.string().min(1), paused: z.boolean() })

/** Reads the connections; one that is damaged leaves the others alone. */
export function readConnections(text: string | null): readonly Connection[] {
  if (text === null) return []
  try {
    const list: unknown = JSON.parse(text)
    if (!Array.isArray(list)) return []
    return list.flatMap((one): Connection[] => {
      const parsed = stored.safeParse(one)
      return parsed.success ? [parsed.data] : []
    })
  } catch {
    return []
  }
}
