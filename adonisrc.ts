import { defineConfig } from '@adonisjs/core/app'

export default defineConfig({
  commands: [() => import('@adonisjs/core/commands'), () => import('@adonisjs/lucid/commands')],

  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    () => import('@adonisjs/core/providers/hash_provider'),
    { file: () => import('@adonisjs/core/providers/repl_provider'), environment: ['repl', 'test'] },
    () => import('@adonisjs/core/providers/vinejs_provider'),
    () => import('@adonisjs/core/providers/edge_provider'),
    () => import('#providers/database_provider'),
    () => import('@adonisjs/lucid/database_provider'),
    () => import('@adonisjs/session/session_provider'),
    () => import('@adonisjs/shield/shield_provider'),
    () => import('@adonisjs/auth/auth_provider'),
    () => import('@adonisjs/i18n/i18n_provider'),
    () => import('@adonisjs/mail/mail_provider'),
    () => import('@adonisjs/limiter/limiter_provider'),
    () => import('#providers/app_provider'),
    () => import('#providers/view_provider'),
    () => import('#providers/payments_provider'),
    () => import('#providers/captcha_provider'),
    () => import('#providers/pki_provider'),
    () => import('#providers/outbox_provider'),
  ],

  preloads: [() => import('#start/routes'), () => import('#start/kernel')],

  tests: {
    // The limits end a hang; none says how fast something is, on a machine that may be slow and busy.
    suites: [
      {
        name: 'unit',
        files: ['tests/unit/**/*.spec.ts', 'tests/contracts/**/*.spec.ts'],
        timeout: 120_000,
      },
      { name: 'functional', files: ['tests/functional/**/*.spec.ts'], timeout: 120_000 },
      // Programs beside us, the product's commands and the machine's: the same whatever this run's database is.
      { name: 'machine', files: ['tests/machine/**/*.spec.ts'], timeout: 180_000 },
      { name: 'browser', files: ['tests/browser/**/*.spec.ts'], timeout: 300_000 },
      { name: 'faults', files: ['tests/faults/**/*.spec.ts'], timeout: 300_000 },
    ],
    forceExit: true,
  },

  metaFiles: [
    { pattern: 'resources/**', reloadServer: false },
    { pattern: 'sandboxes/**', reloadServer: false },
    { pattern: 'plugins/*/*/lang/*.json', reloadServer: false },
  ],

  hooks: {},
})
