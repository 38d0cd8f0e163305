import { useMemo } from 'react'
import { useFormats } from '../i18n/language.tsx'
import { COUNTRY_CODES } from './countries.ts'
import { SelectField } from './SelectField.tsx'

type Props = {
  readonly label: string
  /** The words for no country; without them one has to be chosen. */
  readonly nobody?: string
  readonly value: string
  readonly onChange: (country: string) => void
  readonly hint?: string
}

export function CountrySelect({ label, nobody, value, onChange, hint }: Props) {
  const formats = useFormats()
  const options = useMemo(() => {
    const named = COUNTRY_CODES.map((id) => ({ id, label: formats.country(id) })).sort((one, other) =>
      one.label.localeCompare(other.label, formats.locale),
    )
    return nobody === undefined ? named : [{ id: '', label: nobody }, ...named]
  }, [formats, nobody])
  return (
    <SelectField
      label={label}
      options={options}
      value={value}
      onChange={onChange}
      {...(hint === undefined ? {} : { hint })}
    />
  )
}
