import { Refusal } from '../../ui/Refusal.tsx'

/** Why an item was left as it is. `busy` means another thing of an item than of an import. */
export const ItemRefusal = ({ reason }: { readonly reason: string | null }) => (
  <Refusal reason={reason === 'busy' ? 'itemBusy' : reason} />
)
