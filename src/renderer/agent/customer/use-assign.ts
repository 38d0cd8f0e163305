import type { CallId } from '../../../domain/call/facts.ts'
import { useCommand } from '../state/use-command.ts'

type How = 'chosen' | 'attached' | 'created'

/** Says who is on a call. The record itself comes with the next view. */
export function useAssign(call: CallId) {
  const assign = useCommand('customer.assign')
  return {
    refusal: assign.refusal,
    send: async (customer: string, how: How, addNumber: boolean): Promise<boolean> => {
      const answer = await assign.send({ call, customer, how, addNumber })
      return answer.ok
    },
  }
}
