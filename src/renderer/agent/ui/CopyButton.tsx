import { useEffect, useState } from 'react'
import { useT } from '../i18n/language.tsx'
import { IconButton } from './IconButton.tsx'
import { CheckIcon, CopyIcon } from './icons/window-icons.tsx'

const SAID_FOR_MS = 1500

/** Puts a text on the clipboard. The selection does it where the page may not use the clipboard directly. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const carrier = document.createElement('textarea')
    carrier.value = text
    carrier.setAttribute('aria-hidden', 'true')
    document.body.append(carrier)
    carrier.select()
    document.execCommand('copy')
    carrier.remove()
  }
}

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const t = useT()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <IconButton
      small
      label={copied ? t('common.copied') : label}
      onPress={() => {
        void copy(text).then(() => setCopied(true))
      }}
    >
      {copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
    </IconButton>
  )
}
