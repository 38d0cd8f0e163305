import { useEffect, useState } from 'react'
import type { CustomerSummary } from '../../../domain/customer/customer.ts'
import { refusalOf } from '../api.ts'
import { useApi } from './agent-context.tsx'

export type CustomerSearch = {
  /** Those of the last answer: what is on screen doesn't flicker while one types. */
  readonly results: readonly CustomerSummary[]
  /** The results don't answer to what is typed yet. Nothing may be chosen blindly while it is so. */
  readonly searching: boolean
  readonly refusal: string | null
}

type Found = Omit<CustomerSearch, 'searching'> & {
  /** What it answers to. */
  readonly text: string
}

/** Short enough to feel at once, long enough that a fast typist asks once a word and not once a letter. */
const SETTLE_MS = 90
const NOTHING: Found = { results: [], refusal: null, text: '' }

/** Customers that fit what is typed. An answer that comes after the next question is dropped. */
export function useCustomerSearch(text: string, limit: number, everyone = false): CustomerSearch {
  const api = useApi()
  const [found, setFound] = useState<Found | null>(null)
  const wanted = text.trim()
  const asks = wanted !== '' || everyone
  useEffect(() => {
    if (!asks) {
      setFound(NOTHING)
      return
    }
    let current = true
    const timer = setTimeout(async () => {
      const answer = await api.send('customer.search', { text: wanted, limit })
      if (!current) return
      setFound({ results: Array.isArray(answer) ? answer : [], refusal: refusalOf(answer), text: wanted })
    }, SETTLE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [api, wanted, limit, asks])
  if (!asks) return { ...NOTHING, searching: false }
  return { results: found?.results ?? [], refusal: found?.refusal ?? null, searching: found?.text !== wanted }
}
