import { useState } from 'react'
import type { ImportPreview } from '../../../contract/agent.ts'
import { useT } from '../i18n/language.tsx'
import { useView } from '../state/agent-context.tsx'
import { useCommand } from '../state/use-command.ts'
import { Button } from '../ui/Button.tsx'
import { ImportIcon } from '../ui/icons/window-icons.tsx'
import { Refusal } from '../ui/Refusal.tsx'
import { WizardFrame, WizardSteps } from '../ui/WizardFrame.tsx'
import { ImportMapping } from './ImportMapping.tsx'
import { ImportProgressPanel } from './ImportProgressPanel.tsx'
import styles from './import-wizard.module.css'

const STEPS = ['choose', 'map', 'run'] as const

/** A list of customers becomes ours in three steps: choose it, say what is what, watch it come in. */
export function ImportWizard({ onClose }: { readonly onClose: () => void }) {
  const t = useT()
  const progress = useView((view) => view.customers.import)
  const choose = useCommand('import.choose')
  const dismiss = useCommand('import.dismiss')
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const step = progress ? 'run' : preview ? 'map' : 'choose'

  const chooseFile = async () => {
    const answer = await choose.send(null)
    if (answer.ok) setPreview(answer.value)
  }
  const finish = () => {
    void dismiss.send(null)
    setPreview(null)
    onClose()
  }
  return (
    <WizardFrame
      title={t('importing.title')}
      steps={
        <WizardSteps steps={STEPS.map((id) => ({ id, label: t(`importing.steps.${id}`) }))} current={step} />
      }
      onClose={onClose}
    >
      {progress && <ImportProgressPanel progress={progress} onFinish={finish} />}
      {!progress && preview && (
        <ImportMapping
          key={preview.file}
          preview={preview}
          onPreview={setPreview}
          onChooseOther={() => void chooseFile()}
        />
      )}
      {!progress && !preview && (
        <div className={styles.choose}>
          <p className={styles.intro}>{t('importing.intro')}</p>
          <Button
            look="primary"
            size="large"
            autoFocus
            icon={<ImportIcon />}
            isPending={choose.pending}
            onPress={() => void chooseFile()}
          >
            {t('importing.choose')}
          </Button>
        </div>
      )}
      {choose.refusal !== 'cancelled' && <Refusal reason={choose.refusal} />}
    </WizardFrame>
  )
}
