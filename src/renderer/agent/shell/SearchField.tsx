import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { dialable } from '../../../domain/call/decide.ts'
import type { CustomerSummary } from '../../../domain/customer/customer.ts'
import { useT } from '../i18n/language.tsx'
import { useDesk, useParts, useView } from '../state/agent-context.tsx'
import { openPlace } from '../state/desk-store.ts'
import { useCommand } from '../state/use-command.ts'
import { useCustomerSearch } from '../state/use-customer-search.ts'
import { useNumberForm } from '../state/use-number-form.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { CloseIcon, SearchIcon } from '../ui/icons/window-icons.tsx'
import { Keys } from '../ui/Keys.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { Dialpad } from './Dialpad.tsx'
import { type DialHow, dialChoices } from './dial-choices.ts'
import { type PaletteEntry, PaletteList } from './PaletteList.tsx'
import { paletteActions } from './palette-actions.ts'
import styles from './search-field.module.css'
import { SHORTCUTS } from './shortcuts.ts'

const MOST_CUSTOMERS = 8

/** Letters that must have been typed before Enter may end a call. */
const ENOUGH_TO_END = 3

/** Whether Enter alone may take an entry, without an arrow having gone there. Nothing typed means nothing. */
function meant(entry: PaletteEntry, typed: string): boolean {
  const wanted = typed.trim().toLocaleLowerCase()
  if (wanted === '') return false
  if (entry.kind !== 'action' || !entry.action.ends) return true
  return wanted.length >= ENOUGH_TO_END && entry.action.text.toLocaleLowerCase().startsWith(wanted)
}

/** Without the marks that keep the direction of names, which nobody types. */
const searchable = (text: string): string => text.replace(/[\u2066-\u2069]/g, '').toLocaleLowerCase()

/** Search and dial are one field, and the field is the command palette. */
export function SearchField() {
  const t = useT()
  const parts = useParts()
  const view = useView((whole) => whole)
  const place = useDesk((desk) => desk.place)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [marked, setMarked] = useState<string | null>(null)
  /** Enter was pressed before the answer to what was typed had come: it is carried out when it has. */
  const [waiting, setWaiting] = useState<{ readonly toCall: boolean } | null>(null)
  const [complaint, setComplaint] = useState<string | null>(null)
  const dial = useCommand('call.dial')
  const search = useCustomerSearch(text, MOST_CUSTOMERS)
  const input = useRef<HTMLInputElement>(null)
  const list = useId()
  const form = useNumberForm()

  const number = dialable(text)
  // biome-ignore lint/correctness/useExhaustiveDependencies: which screen is open decides which are offered.
  const entries = useMemo(() => {
    const wanted = text.trim().toLocaleLowerCase()
    const actions = paletteActions(view, parts, t).filter(
      ({ text: name, onlyTyped = false }) =>
        searchable(name).includes(wanted) && (wanted !== '' || !onlyTyped),
    )
    const all: PaletteEntry[] = []
    if (number) {
      for (const choice of dialChoices(view.lines, t, form)) {
        all.push({ kind: 'dial', id: `d:${choice.id}`, number: text.trim(), choice })
      }
    }
    for (const customer of search.results) all.push({ kind: 'customer', id: `c:${customer.id}`, customer })
    for (const action of actions) all.push({ kind: 'action', id: `a:${action.id}`, action })
    return all
  }, [view, parts, t, form, text, number, search.results, place])
  const current = entries.find(({ id }) => id === marked) ?? entries.find((entry) => meant(entry, text))

  const close = () => {
    setOpen(false)
    setText('')
    setMarked(null)
    setWaiting(null)
    setComplaint(null)
    dial.clear()
  }
  const call = async (to: string, { line, callerId }: DialHow = {}) => {
    const how = { ...(line !== undefined && { line }), ...(callerId !== undefined && { callerId }) }
    const answer = await dial.send({ to, from: null, ...how })
    if (!('ok' in answer) || !answer.ok) return
    close()
    // What is typed from here on belongs to the call, and not into the field.
    input.current?.blur()
    openPlace(parts.desk, { screen: 'desk' })
  }
  const callCustomer = (customer: CustomerSummary) => {
    if (customer.number === '') setComplaint(t('shell.search.noNumber', { name: customer.name }))
    else void call(customer.number)
  }
  const choose = (entry: PaletteEntry, toCall: boolean) => {
    if (entry.kind === 'dial') void call(entry.number, entry.choice)
    else if (entry.kind === 'action') {
      close()
      entry.action.run()
    } else if (toCall) callCustomer(entry.customer)
    else {
      close()
      openPlace(parts.desk, { screen: 'customers', customer: entry.customer.id, task: 'none' })
    }
  }
  const change = (next: string) => {
    setText(next)
    setMarked(null)
    setWaiting(null)
    setOpen(true)
    setComplaint(null)
    dial.clear()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the answer that was waited for may set it off.
  useEffect(() => {
    if (!waiting || search.searching) return
    setWaiting(null)
    if (current) choose(current, waiting.toCall)
  }, [waiting, search.searching])
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const step: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const move = step[event.key]
    if (move !== undefined && entries.length > 0) {
      event.preventDefault()
      setOpen(true)
      const from = current ? entries.indexOf(current) : move > 0 ? -1 : 0
      setMarked(entries[(from + move + entries.length) % entries.length]?.id ?? null)
    } else if (event.key === 'Enter' && open) {
      event.preventDefault()
      const toCall = event.ctrlKey || event.metaKey
      if (search.searching && current?.kind !== 'dial') setWaiting({ toCall })
      else if (current) choose(current, toCall)
    } else if (event.key === 'Escape' && (open || text !== '')) {
      event.preventDefault()
      event.stopPropagation()
      close()
    }
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only sees the focus leave; the controls are inside.
    <div
      className={styles.place}
      data-hotkey="search"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
    >
      <div className={styles.field}>
        <SearchIcon size={16} />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={t('shell.search.label')}
          aria-expanded={open}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={open && current ? `${list}-${current.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          className={styles.input}
          placeholder={t('shell.search.placeholder')}
          value={text}
          onChange={(event) => change(event.target.value)}
          onFocus={() => setOpen(true)}
          onMouseDown={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
        {text === '' ? (
          <span className={styles.keys}>
            <Keys accelerator={SHORTCUTS.palette} />
          </span>
        ) : (
          <IconButton small label={t('shell.search.clear')} onPress={() => change('')}>
            <CloseIcon size={14} />
          </IconButton>
        )}
        <Dialpad
          onDigit={(digit) => {
            change(text + digit)
          }}
          onDial={(how) => {
            if (number) void call(text.trim(), how)
          }}
          text={text}
          canDial={number !== null}
        />
      </div>
      {open && (
        // biome-ignore lint/a11y/noStaticElementInteractions: a press inside must not take the focus from the field.
        <div className={styles.panel} onMouseDown={(event) => event.preventDefault()}>
          {(dial.refusal !== null || complaint !== null) && (
            <div className={styles.refusal}>
              <Refusal reason={dial.refusal} />
              {complaint !== null && <p role="alert">{complaint}</p>}
            </div>
          )}
          <PaletteList
            id={list}
            entries={entries}
            current={current?.id ?? null}
            searching={search.searching}
            asked={text.trim() !== ''}
            onMark={setMarked}
            onChoose={choose}
          />
        </div>
      )}
    </div>
  )
}
