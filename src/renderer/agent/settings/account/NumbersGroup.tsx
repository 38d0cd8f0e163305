import { useState } from 'react'
import { checkNumberRule, type NumberRule, rewriteNumber } from '../../../../domain/account/number-rules.ts'
import { dialable } from '../../../../domain/call/decide.ts'
import { useT } from '../../i18n/language.tsx'
import { isolate } from '../../i18n/translate.ts'
import { Button } from '../../ui/Button.tsx'
import { cx } from '../../ui/cx.ts'
import { Field } from '../../ui/Field.tsx'
import { PlusIcon } from '../../ui/icons/window-icons.tsx'
import { moved } from '../../ui/row-order.ts'
import editor from '../editor.module.css'
import { RowTools } from '../RowTools.tsx'
import styles from './account-form.module.css'
import type { GroupProps } from './form-parts.ts'

/** How numbers are written before they are dialled on this line, and a field that shows it. */
export function NumbersGroup({ draft, change, said }: GroupProps) {
  const t = useT()
  const { numbers } = draft
  const { rules } = numbers
  const setRules = (next: readonly NumberRule[]) => change({ numbers: { ...numbers, rules: next } })
  const edit = (id: string, part: Partial<NumberRule>) =>
    setRules(rules.map((rule) => (rule.id === id ? { ...rule, ...part } : rule)))
  const refused = said('patternBad', 'replacementBad') !== null
  return (
    <div className={styles.group}>
      <div className={styles.pair}>
        <Field
          label={t('settings.numbers.prefix')}
          hint={t('settings.numbers.prefixHint')}
          error={said('prefixBad')}
          value={numbers.outsidePrefix}
          maxLength={8}
          onChange={(outsidePrefix) => change({ numbers: { ...numbers, outsidePrefix } })}
        />
        {numbers.outsidePrefix.trim() !== '' && (
          <Field
            label={t('settings.numbers.internal')}
            hint={t('settings.numbers.internalHint')}
            value={String(numbers.internalDigits)}
            maxLength={2}
            inputMode="numeric"
            onChange={(text) => {
              const digits = Number(text.replace(/\D/g, ''))
              change({ numbers: { ...numbers, internalDigits: Math.min(20, digits) } })
            }}
          />
        )}
      </div>
      <div className={editor.editor}>
        <p className={styles.legend}>{t('settings.numbers.rules')}</p>
        <p className={styles.hint}>{t('settings.numbers.rulesHint')}</p>
        <ol>
          {rules.map((rule, index) => {
            const bad = refused ? checkNumberRule(rule) : null
            return (
              <li key={rule.id} className={cx(editor.row, editor.labelled)}>
                <div className={styles.rule}>
                  <Field
                    label={t('settings.numbers.pattern')}
                    placeholder="+49*"
                    error={bad === 'patternBad' ? t('settings.problem.patternBad') : null}
                    value={rule.pattern}
                    maxLength={40}
                    onChange={(pattern) => edit(rule.id, { pattern })}
                  />
                  <Field
                    label={t('settings.numbers.replacement')}
                    placeholder="0*"
                    error={bad === 'replacementBad' ? t('settings.problem.replacementBad') : null}
                    value={rule.replacement}
                    maxLength={40}
                    onChange={(replacement) => edit(rule.id, { replacement })}
                  />
                </div>
                <RowTools
                  name={rule.pattern || t('settings.numbers.pattern')}
                  isFirst={index === 0}
                  isLast={index === rules.length - 1}
                  onMove={(by) => setRules(moved(rules, index, by))}
                  onRemove={() => setRules(rules.filter(({ id }) => id !== rule.id))}
                />
              </li>
            )
          })}
        </ol>
        <div className={editor.foot}>
          <Button
            look="quiet"
            icon={<PlusIcon size={14} />}
            onPress={() => setRules([...rules, { id: crypto.randomUUID(), pattern: '', replacement: '' }])}
          >
            {t('settings.numbers.add')}
          </Button>
        </div>
      </div>
      <DialTest draft={draft} />
    </div>
  )
}

/** What would go out for a number, while the rules are still being written. */
function DialTest({ draft }: Pick<GroupProps, 'draft'>) {
  const t = useT()
  const [typed, setTyped] = useState('')
  const number = dialable(typed)
  const usable = draft.numbers.rules.filter((rule) => checkNumberRule(rule) === null)
  const result = number === null ? null : rewriteNumber(number, { ...draft.numbers, rules: usable })
  const rule = draft.numbers.rules.find(({ id }) => id === result?.rule)
  const why = [
    rule &&
      t('settings.numbers.byRule', {
        pattern: isolate(rule.pattern),
        replacement: isolate(rule.replacement),
      }),
    result?.prefixed && t('settings.numbers.byPrefix', { prefix: isolate(draft.numbers.outsidePrefix) }),
  ].filter((reason) => typeof reason === 'string')
  return (
    <div className={styles.test}>
      <Field
        label={t('settings.numbers.test')}
        hint={t('settings.numbers.testHint')}
        value={typed}
        maxLength={100}
        onChange={setTyped}
      />
      <output className={styles.result}>
        {typed.trim() !== '' && number === null && t('refusal.badNumber')}
        {result && (
          <>
            <strong>{t('settings.numbers.dials', { number: isolate(result.dialled) })}</strong>{' '}
            {why.length > 0 ? why.join(' ') : t('settings.numbers.unchanged')}
          </>
        )}
      </output>
    </div>
  )
}
