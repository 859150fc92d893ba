import app from '@adonisjs/core/services/app'
import { defineConfig, formatters, loaders } from '@adonisjs/i18n'
import { missingWords } from '#payments/labels'
import { translator } from '#core/words'
import { pluginWords } from '#shared/plugin_words'

export default defineConfig({
  defaultLocale: 'id',
  supportedLocales: ['id', 'en'],
  formatter: formatters.icu(),
  loaders: [
    loaders.fs({ location: app.languageFilesPath() }),
    () => ({ load: () => pluginWords(app.makePath('plugins/payments'), 'payments.methods') }),
  ],
  fallback: (identifier, locale) =>
    missingWords(identifier, translator(locale === 'en' ? 'en' : 'id')) ??
    `translation missing: ${locale}, ${identifier}`,
})
