import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'

/** Starts a sandbox by a parent that holds its standard input, as `npm start` does. */
const PARENT = `
  const { spawn } = require('node:child_process')
  const [program] = process.argv.slice(1)
  const child = spawn(process.execPath, ['--import=./bin/typescript.js', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdout.once('data', (text) => process.stdout.write(text))
  child.on('exit', () => process.exit(0))
`

for (const name of ['payments', 'partner_site']) {
  test(`the ${name} sandbox ends when its parent is killed, and its port is free again`, async ({
    assert,
    cleanup,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'etalase-lifetime-'))
    cleanup(() => rmSync(folder, { recursive: true, force: true }))
    const parent = spawn(process.execPath, ['-e', PARENT, `sandboxes/${name}/server.ts`], {
      env: {
        ...process.env,
        ENDS_WITH_STDIN: '1',
        PAYMENT_SANDBOX_PORT: '0',
        PAYMENT_SANDBOX_SECRET: 'a secret of this test alone',
        PAYMENT_SANDBOX_STATE_DIR: folder,
        PARTNER_SITE_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(parent.stdout, 'data')
    const [, url] = /(http:\S+)/.exec(String(line))!
    assert.isBelow((await fetch(url)).status, 500)
    parent.kill('SIGKILL')
    await silent(url)
  })
}

/** Waits until nobody answers any more; the test's own limit ends a wait in vain. */
async function silent(url: string): Promise<void> {
  while (
    await fetch(url).then(
      () => true,
      () => false
    )
  ) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
