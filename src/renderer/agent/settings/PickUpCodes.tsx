import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useView } from '../state/agent-context.tsx'
import { lineTitle } from '../state/lines.ts'
import { Field } from '../ui/Field.tsx'

/** What picks up, and by the line that watches, as each may lead to a PBX of its own. */
export type Codes = { readonly pickUpCode: string; readonly pickUpCodes: Readonly<Record<string, string>> }

type Props = { readonly codes: Codes; readonly onChange: (codes: Codes) => void }

/** One code for all lines, and where there are several one for each that has its own. */
export function PickUpCodes({ codes, onChange }: Props) {
  const t = useT()
  const lines = useView((view) => view.lines)
  const { pickUpCode, pickUpCodes } = codes
  return (
    <>
      <Field
        label={t('settings.colleagues.code')}
        hint={t('settings.colleagues.codeHint')}
        value={pickUpCode}
        maxLength={40}
        spellCheck="false"
        onChange={(next) => onChange({ pickUpCode: next, pickUpCodes })}
      />
      {lines.length > 1 &&
        lines.map((line) => (
          <Field
            key={line.id}
            label={t('settings.colleagues.codeOf', { name: isolate(lineTitle(line, t)) })}
            hint={t('settings.colleagues.codeOfHint')}
            value={pickUpCodes[line.id] ?? ''}
            maxLength={40}
            spellCheck="false"
            onChange={(next) => onChange({ pickUpCode, pickUpCodes: { ...pickUpCodes, [line.id]: next } })}
          />
        ))}
    </>
  )
}

/** As they are kept: a line without a code of its own isn't named. */
export const trimmedCodes = ({ pickUpCode, pickUpCodes }: Codes): Codes => ({
  pickUpCode: pickUpCode.trim(),
  pickUpCodes: Object.fromEntries(
    Object.entries(pickUpCodes).flatMap(([line, code]) => (code.trim() === '' ? [] : [[line, code.trim()]])),
  ),
})
