import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig, targets } from '@adonisjs/core/logger'

export default defineConfig({
  default: 'app',
  loggers: {
    app: {
      enabled: true,
      name: 'etalase',
      level: env.get('LOG_LEVEL', app.inProduction ? 'info' : 'warn'),
      redact: {
        paths: [
          'password',
          '*.password',
          'ktp',
          '*.ktp',
          'npwp',
          '*.npwp',
          'bankAccount',
          '*.bankAccount',
        ],
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
