import { useState } from 'react'
import type { CallView } from '../../../contract/view.ts'
import { dialable } from '../../../domain/call/decide.ts'
import { useT } from '../i18n/language.tsx'
import { isolate } from '../i18n/translate.ts'
import { useDeskStore, useView } from '../state/agent-context.tsx'
import { freeFirst } from '../state/colleagues.ts'
import { titleOf } from '../state/party.ts'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { CustomerPicker } from '../ui/CustomerPicker.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { CloseIcon } from '../ui/icons/window-icons.tsx'
import { PersonName, PhoneNumber } from '../ui/Names.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { DrawerFrame } from './DrawerFrame.tsx'
import styles from './transfer-drawer.module.css'

type Target = { readonly name: string; readonly number: string }

export function TransferDrawer({ call }: { readonly call: CallView }) {
  const t = useT()
  const desk = useDeskStore()
  const [text, setText] = useState('')
  const colleagues = useView((view) => view.colleagues)
  // As they stood when the drawer opened: nobody moves while one reads the list.
  const [order] = useState(() => freeFirst(colleagues).map(({ id }) => id))
  const [picked, setPicked] = useState<Target | null>(null)
  const [unreachable, setUnreachable] = useState<string | null>(null)
  const blind = useCommand('call.transferBlind')
  const consult = useCommand('call.dial')
  const number = picked ? picked.number : dialable(text) === null ? null : text.trim()
  const clear = () => {
    setUnreachable(null)
    blind.clear()
    consult.clear()
  }

  const transferNow = async () => {
    if (number === null) return
    const answer = await blind.send({ call: call.id, to: number })
    if (answer.ok) desk.setState({ drawer: null })
  }
  const askFirst = async () => {
    if (number === null) return
    const answer = await consult.send({ to: number, from: call.id })
    if (answer.ok) desk.setState({ drawer: null })
  }
  return (
    <DrawerFrame title={t('call.transferTitle', { name: isolate(titleOf(call)) })}>
      {picked ? (
        <div className={styles.picked}>
          <span className={styles.who}>
            <PersonName name={picked.name} />
            <PhoneNumber number={picked.number} />
          </span>
          <IconButton small label={t('common.remove')} onPress={() => setPicked(null)}>
            <CloseIcon size={14} />
          </IconButton>
        </div>
      ) : (
        <CustomerPicker
          autoFocus
          label={t('call.transferTo')}
          text={text}
          onText={(next) => {
            clear()
            setText(next)
          }}
          onPick={({ name, company, number: theirs }) => {
            clear()
            if (theirs === '') setUnreachable(name || company)
            else setPicked({ name: name || company, number: theirs })
          }}
          colleagues={order.flatMap((id) => colleagues.find((one) => one.id === id) ?? [])}
          onPickColleague={({ name, extension }) => {
            clear()
            setPicked({ name, number: extension })
          }}
          onEnter={() => void askFirst()}
        />
      )}
      <div className={styles.actions}>
        <Button look="primary" isDisabled={number === null} onPress={() => void askFirst()}>
          {t('call.askFirst')}
        </Button>
        <Button isDisabled={number === null} onPress={() => void transferNow()}>
          {t('call.transferNow')}
        </Button>
      </div>
      <Refusal reason={blind.refusal ?? consult.refusal} />
      {unreachable !== null && (
        <p role="alert" className={styles.unreachable}>
          {t('shell.search.noNumber', { name: isolate(unreachable) })}
        </p>
      )}
      <p className={styles.hint}>{t('call.transferHint')}</p>
    </DrawerFrame>
  )
}
