import type { ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'
import { PlusIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import styles from './editor.module.css'

type Props = {
  readonly add: string
  readonly onAdd: () => void
  readonly save: string
  readonly onSave: () => void
  readonly unchanged: boolean
  readonly saving: { readonly pending: boolean; readonly refusal: string | null }
  /** What is missing in the list, once it was tried to be saved. */
  readonly error: string | null
  /** What stands below the list and is kept with it. */
  readonly children?: ReactNode
}

/** The end of a list that is edited as a whole: one more row, and the way to keep them all. */
export function EditorFoot({ add, onAdd, save, onSave, unchanged, saving, error, children }: Props) {
  const keep = (
    <Button look="primary" isDisabled={unchanged} isPending={saving.pending} onPress={onSave}>
      {save}
    </Button>
  )
  return (
    <>
      <div className={styles.foot}>
        <Button look="quiet" icon={<PlusIcon size={14} />} onPress={onAdd}>
          {add}
        </Button>
        {!children && keep}
      </div>
      {children}
      {children && <div className={styles.keep}>{keep}</div>}
      {error !== null && <p className={styles.error}>{error}</p>}
      <Refusal reason={saving.refusal} />
    </>
  )
}
