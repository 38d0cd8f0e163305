import { CODECS, type Codec } from '../../../../domain/line.ts'
import { useT } from '../../i18n/language.tsx'
import { CheckField } from '../../ui/Choices.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { ArrowDownIcon, ArrowUpIcon } from '../../ui/icons/window-icons.tsx'
import { moved } from '../../ui/row-order.ts'
import styles from './account-form.module.css'

type Props = {
  readonly chosen: readonly Codec[]
  readonly error: string | null
  readonly onChange: (codecs: readonly Codec[]) => void
}

export const CODEC_NAMES: Readonly<Record<Codec, string>> = {
  opus: 'Opus',
  G722: 'G.722',
  PCMA: 'G.711 A-law',
  PCMU: 'G.711 µ-law',
}

/** Which codecs are offered, the best liked first; the others stand below. */
export function CodecOrder({ chosen, error, onChange }: Props) {
  const t = useT()
  const all = [...chosen, ...CODECS.filter((codec) => !chosen.includes(codec))]
  return (
    <fieldset className={styles.codecs}>
      <legend className={styles.legend}>{t('settings.line.codecs')}</legend>
      <ol>
        {all.map((codec) => {
          const index = chosen.indexOf(codec)
          const name = CODEC_NAMES[codec]
          return (
            <li key={codec} className={styles.codec}>
              <CheckField
                label={name}
                hint={t(`settings.line.codecHints.${codec}`)}
                isSelected={index >= 0}
                onChange={(on) => onChange(on ? [...chosen, codec] : chosen.filter((one) => one !== codec))}
              />
              <span className={styles.tools}>
                <IconButton
                  small
                  label={t('settings.wrapUp.up', { name })}
                  isDisabled={index <= 0}
                  onPress={() => onChange(moved(chosen, index, -1))}
                >
                  <ArrowUpIcon size={14} />
                </IconButton>
                <IconButton
                  small
                  label={t('settings.wrapUp.down', { name })}
                  isDisabled={index < 0 || index === chosen.length - 1}
                  onPress={() => onChange(moved(chosen, index, 1))}
                >
                  <ArrowDownIcon size={14} />
                </IconButton>
              </span>
            </li>
          )
        })}
      </ol>
      {error !== null && <p className={styles.error}>{error}</p>}
    </fieldset>
  )
}
