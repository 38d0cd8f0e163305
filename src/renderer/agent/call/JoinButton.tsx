import type { CallView } from '../../../contract/view.ts'
import { useT } from '../i18n/language.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { ConferenceIcon } from '../ui/icons/phone-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'

/** Makes one talk of the call that is spoken on and one that waits. */
export function JoinButton({ call, other }: { readonly call: CallView; readonly other: CallView }) {
  const t = useT()
  const join = useCommand('call.conference')
  return (
    <>
      <Button
        wide
        icon={<ConferenceIcon size={18} />}
        onPress={() => void join.send({ call: call.id, with: other.id })}
      >
        {t('call.join')}
      </Button>
      <Refusal reason={join.refusal} />
    </>
  )
}
