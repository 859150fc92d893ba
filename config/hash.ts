import app from '@adonisjs/core/services/app'
import { defineConfig, drivers } from '@adonisjs/core/hash'

/** OWASP's floor: 30 ms to verify. The package's default takes 140 ms, a way to be overrun. */
const COST = { iterations: 2, memory: 19_456 }

/** Tests sign in by the thousand. What a deployment has is read from one: `tests/machine/setup/setup.spec.ts`. */
const COST_IN_TESTS = { iterations: 2, memory: 64 }

export default defineConfig({
  default: 'argon',
  list: {
    argon: drivers.argon2({
      version: 0x13,
      variant: 'id',
      parallelism: 1,
      ...(app.inTest ? COST_IN_TESTS : COST),
    }),
  },
})

declare module '@adonisjs/core/types' {
  export interface HashersList {
    argon: ReturnType<typeof drivers.argon2>
  }
}
