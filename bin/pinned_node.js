/*
 * AdonisJS 7 needs Node 24; the system's may be older. The pinned one comes with the
 * dependencies, and a script started by an older Node hands itself over to it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

if (Number(process.versions.node.split('.')[0]) < 24) {
  const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
  if (!existsSync(pinned) || process.env.ETALASE_PINNED) {
    console.error(
      `Etalase needs Node 24 or later; this is ${process.version}. Run "npm ci" first, or install Node 24.`
    )
    process.exit(1)
  }
  const child = spawnSync(pinned, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, ETALASE_PINNED: '1' },
  })
  process.exit(child.status ?? 1)
}
