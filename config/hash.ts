import { defineConfig, drivers } from '@adonisjs/core/hash'

/** OWASP's floor: 30 ms to verify. The package's default takes 140 ms, a way to be overrun. */
export default defineConfig({
  default: 'argon',
  list: {
    argon: drivers.argon2({
      version: 0x13,
      variant: 'id',
      iterations: 2,
      memory: 19_456,
      parallelism: 1,
    }),
  },
})

declare module '@adonisjs/core/types' {
  export interface HashersList {
    argon: ReturnType<typeof drivers.argon2>
  }
}
