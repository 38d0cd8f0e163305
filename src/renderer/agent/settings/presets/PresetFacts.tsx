import type { ReactNode } from 'react'
import type { Preset, PresetNumber, PresetWords } from '../../../../contract/preset.ts'
import { useT } from '../../i18n/language.tsx'
import type { TextKey, Translate } from '../../i18n/translate.ts'
import { useView } from '../../state/agent-context.tsx'
import { useCommand } from '../../state/use-command.ts'
import { Button } from '../../ui/Button.tsx'
import { Details } from '../../ui/Details.tsx'
import { Refusal } from '../../ui/Refusal.tsx'
import { CODEC_NAMES } from '../account/CodecOrder.tsx'
import { changesOf, type PresetChange, type PresetDraft } from './preset-draft.ts'
import styles from './preset-select.module.css'

type Props = {
  readonly preset: Preset
  readonly host: string
  readonly before: PresetDraft
  readonly word: (words: PresetWords) => string
}

const NUMBERS: readonly PresetNumber[] = ['voicemail', 'pickUp']

/** What a preset needs, what it has set and why, and what else is to be known. */
export function PresetFacts({ preset, host, before, word }: Props) {
  const t = useT()
  const changes = changesOf(before, preset, host.trim())
  const numbers = NUMBERS.flatMap((number) => {
    const given = preset.numbers[number]
    return given ? [{ number, ...given }] : []
  })
  return (
    <div className={styles.facts}>
      <p className={styles.title}>{t('presets.needs')}</p>
      <Sentences sentences={preset.needs.map(word)} />
      <Details label={t('presets.sets', { count: changes.length })}>
        <dl className={styles.changes}>
          {changes.map((change) => (
            <Change key={change.field} change={change} why={why(preset, change, word)} />
          ))}
        </dl>
      </Details>
      <Details label={t('presets.notes')}>
        <Sentences sentences={preset.notes.map(word)}>
          {numbers.map(({ number, value, why }) => (
            <li key={number}>
              {t(`presets.number.${number}`)}:{' '}
              <bdi className={styles.value}>{value.replace('{ext}', '…')}</bdi>. {word(why)}
              {number === 'pickUp' && <UsePickUp code={value} />}
            </li>
          ))}
        </Sentences>
      </Details>
      <p className={styles.soft}>{t(preset.tried ? 'presets.tried' : 'presets.untried')}</p>
    </div>
  )
}

/** The code for picking up stands with the colleagues, once for all lines: it is taken over at a press only. */
function UsePickUp({ code }: { readonly code: string }) {
  const t = useT()
  const used = useView(({ settings }) => settings.pickUpCode === code)
  const save = useCommand('settings.save')
  if (used) return <span className={styles.soft}> {t('presets.pickUpUsed')}</span>
  return (
    <>
      {' '}
      <Button size="small" isPending={save.pending} onPress={() => void save.send({ pickUpCode: code })}>
        {t('presets.usePickUp')}
      </Button>
      <Refusal reason={save.refusal} />
    </>
  )
}

const why = ({ sets }: Preset, { field }: PresetChange, word: Props['word']): string => {
  const words = sets[field]?.why
  return words ? word(words) : ''
}

function Change({ change, why }: { readonly change: PresetChange; readonly why: string }) {
  const t = useT()
  const { field, from, to } = change
  return (
    <div className={styles.change}>
      <dt>{t(`settings.line.${field}`)}</dt>
      <dd>
        <bdi className={styles.value}>
          {t('presets.change', { from: shown(t, field, from), to: shown(t, field, to) })}
        </bdi>
        <span className={styles.soft}>{why}</span>
      </dd>
    </div>
  )
}

/** What the form calls a value. */
const NAMES: Readonly<Record<string, TextKey>> = {
  'transport.websocket': 'settings.line.wayWebSocket',
  'transport.auto': 'settings.line.transports.auto',
  'transport.udp': 'settings.line.transports.udp',
  'transport.tcp': 'settings.line.transports.tcp',
  'transport.tls': 'settings.line.transports.tls',
  'srtp.off': 'settings.line.srtpModes.off',
  'srtp.preferred': 'settings.line.srtpModes.preferred',
  'srtp.required': 'settings.line.srtpModes.required',
  'dtmf.rfc4733': 'settings.line.dtmfRfc',
  'dtmf.info': 'settings.line.dtmfInfo',
}

function shown(t: Translate, field: PresetChange['field'], value: PresetChange['to']): string {
  if (typeof value === 'boolean') return t(value ? 'presets.yes' : 'presets.no')
  if (typeof value !== 'string') return value.map((codec) => CODEC_NAMES[codec]).join(', ')
  if (value === '') return t('presets.empty')
  const name = NAMES[`${field}.${value}`]
  return name === undefined ? value : t(name)
}

type SentencesProps = { readonly sentences: readonly string[]; readonly children?: ReactNode }

function Sentences({ sentences, children }: SentencesProps) {
  return (
    <ul className={styles.list}>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
      {children}
    </ul>
  )
}
