import { useCallback } from 'react'
import { formatNumber } from '../../../domain/phone-number.ts'
import { useView } from './agent-context.tsx'

/** How a number is written where this line dials from; what can't be read stays as it is. */
export function useNumberForm(): (number: string) => string {
  const country = useView((view) => view.country)
  return useCallback((number: string) => formatNumber(number, country), [country])
}
