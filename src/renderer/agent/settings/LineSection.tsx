import { useState } from 'react'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { lineTitle } from '../state/lines.ts'
import { useCommand } from '../state/use-command.ts'
import { Block } from '../ui/Block.tsx'
import { Button } from '../ui/Button.tsx'
import { SwitchField } from '../ui/Choices.tsx'
import { PlusIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { SectionRows } from '../ui/SectionRows.tsx'
import { AccountForm } from './account/AccountForm.tsx'
import { HeaderRulesEditor } from './HeaderRulesEditor.tsx'
import { LineRow } from './LineRow.tsx'
import { RemoveAccount } from './RemoveAccount.tsx'

/** `new` is a line that is being added; an account's id is one that is being changed. */
type Editing = string | null

const NEW = 'new'

export function LineSection() {
  const [editing, setEditing] = useState<Editing>(null)
  const account = useView((view) => view.accounts.find(({ id }) => id === editing))
  if (editing === NEW || account) {
    return <Editor key={editing} editing={editing} onDone={() => setEditing(null)} />
  }
  return <Overview onEdit={setEditing} />
}

function Editor({ editing, onDone }: { readonly editing: Editing; readonly onDone: () => void }) {
  const t = useT()
  const account = useView((view) => view.accounts.find(({ id }) => id === editing)) ?? null
  const line = useView((view) => view.lines.find(({ id }) => id === editing))
  return (
    <Block title={line ? lineTitle(line, t) : t('settings.line.add')}>
      <AccountForm account={account} onSaved={onDone} onBack={onDone} />
      {account && <RemoveAccount account={account.id} />}
    </Block>
  )
}

function Overview({ onEdit }: { readonly onEdit: (editing: Editing) => void }) {
  const t = useT()
  const lines = useView((view) => view.lines)
  const callWaiting = useView((view) => view.settings.callWaiting)
  const rules = useView((view) => view.settings.headerRules)
  const save = useCommand('settings.save')
  return (
    <>
      <Block title={t('settings.line.lines')}>
        <SectionRows items={lines}>
          {(line) => <LineRow line={line} several={lines.length > 1} onEdit={() => onEdit(line.id)} />}
        </SectionRows>
        <div>
          <Button icon={<PlusIcon size={14} />} onPress={() => onEdit(NEW)}>
            {t('settings.line.add')}
          </Button>
        </div>
      </Block>
      <Block title={t('settings.line.callWaiting')}>
        <SwitchField
          label={t('settings.line.callWaitingOn')}
          isSelected={callWaiting}
          onChange={(next) => void save.send({ callWaiting: next })}
        />
        <Refusal reason={save.refusal} />
      </Block>
      <Block title={t('settings.headers.title')} hint={t('settings.headers.hint')}>
        <HeaderRulesEditor key={JSON.stringify(rules)} saved={rules} />
      </Block>
      {!lines.some(({ practice }) => practice) && <Practice />}
    </>
  )
}

function Practice() {
  const t = useT()
  const practice = useCommand('account.practice')
  return (
    <Block title={t('settings.line.practiceTitle')} hint={t('settings.line.practiceHint')}>
      <div>
        <Button isPending={practice.pending} onPress={() => void practice.send(null)}>
          {t('settings.line.practiceUse')}
        </Button>
      </div>
      <Refusal reason={practice.refusal} />
    </Block>
  )
}
