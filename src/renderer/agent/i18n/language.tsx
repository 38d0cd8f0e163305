import { createContext, type ReactNode, use, useEffect, useMemo } from 'react'
import { I18nProvider } from 'react-aria-components'
import { createFormats, type Formats } from './format.ts'
import { createTranslate, formatLocale, type Language, type Translate } from './translate.ts'

type Spoken = { readonly t: Translate; readonly formats: Formats }

const LanguageContext = createContext<Spoken | null>(null)

type Props = {
  readonly language: Language
  /** The system's languages, the best first. */
  readonly system: readonly string[]
  readonly children: ReactNode
}

export function LanguageProvider({ language, system, children }: Props) {
  const locale = formatLocale(language, system)
  const spoken = useMemo(() => {
    const t = createTranslate(language)
    return { t, formats: createFormats(locale, t) }
  }, [language, locale])
  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dir = language === 'en-XB' ? 'rtl' : 'ltr'
  }, [language])
  return (
    <LanguageContext value={spoken}>
      {/* React Aria takes the direction of arrow keys from the locale: Arabic stands in for the mirrored one. */}
      <I18nProvider locale={language === 'en-XB' ? 'ar' : locale}>{children}</I18nProvider>
    </LanguageContext>
  )
}

function useSpoken(): Spoken {
  const spoken = use(LanguageContext)
  if (!spoken) throw new Error('a text is drawn outside the language provider')
  return spoken
}

export const useT = (): Translate => useSpoken().t
export const useFormats = (): Formats => useSpoken().formats

/** Words that were brought along in every language: of a preset, of a connector. */
export function useWords(): (words: { readonly en: string; readonly de: string }) => string {
  const { locale } = useFormats()
  return (words) => (locale.startsWith('de') ? words.de : words.en)
}
