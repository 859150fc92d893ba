import i18nManager from '@adonisjs/i18n/services/main'

/** Puts a key of `resources/lang` into words of one language. */
export type Translate = (key: string, data?: Record<string, any>) => string

const translators = new Map<'id' | 'en', Translate>()

/** The translator of a language: in requests, mails, documents, jobs. Made once; a message without data is formatted once. */
export function translator(language: 'id' | 'en'): Translate {
  let translate = translators.get(language)
  if (translate) return translate
  const i18n = i18nManager.locale(language)
  const plain = new Map<string, string>()
  translate = (key, data) => {
    if (data) return i18n.t(key, data)
    let message = plain.get(key)
    if (message === undefined) plain.set(key, (message = i18n.t(key)))
    return message
  }
  translators.set(language, translate)
  return translate
}
