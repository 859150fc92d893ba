import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, targets } from '@adonisjs/core/logger'

/** Nobody logs these; should somebody log a whole form or record one day, they stay out. */
const UNSAID = [
  'password',
  'ktp',
  'npwp',
  'directorKtp',
  'director_ktp',
  'companyNpwp',
  'company_npwp',
  'bankAccount',
  'bank_account',
  'wanted',
  'former',
]

export default defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'etalase',
      level: env.get('LOG_LEVEL', app.inProduction ? 'info' : 'warn'),
      redact: {
        paths: UNSAID.flatMap((name) => [name, `*.${name}`]),
      },
      transport: {
        targets: targets()
          .push(targets.file({ destination: 1 }))
          .toArray(),
      },
    },
  },
})

declare module '@adonisjs/core/types' {
  export interface LoggersList {
    app: { enabled: boolean }
  }
}
