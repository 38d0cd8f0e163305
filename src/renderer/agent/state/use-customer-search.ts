import { useEffect, useState } from 'react'
import type { CustomerSummary } from '../../../domain/customer/customer.ts'
import { refusalOf } from '../api.ts'
import { useApi } from './agent-context.tsx'

export type CustomerSearch = {
  readonly results: readonly CustomerSummary[]
  readonly searching: boolean
  readonly refusal: string | null
}

/** Short enough to feel at once, long enough that a fast typist asks once a word and not once a letter. */
const SETTLE_MS = 90
const NOTHING: CustomerSearch = { results: [], searching: false, refusal: null }

/** Customers that fit what is typed. An answer that comes after the next question is dropped. */
export function useCustomerSearch(text: string, limit: number, everyone = false): CustomerSearch {
  const api = useApi()
  const [found, setFound] = useState<CustomerSearch>(NOTHING)
  const wanted = text.trim()
  useEffect(() => {
    if (wanted === '' && !everyone) {
      setFound(NOTHING)
      return
    }
    let current = true
    setFound((last) => ({ ...last, searching: true }))
    const timer = setTimeout(async () => {
      const answer = await api.send('customer.search', { text: wanted, limit })
      if (!current) return
      const refusal = refusalOf(answer)
      setFound({ results: Array.isArray(answer) ? answer : [], searching: false, refusal })
    }, SETTLE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [api, wanted, limit, everyone])
  return found
}
