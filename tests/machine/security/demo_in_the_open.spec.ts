import { spawn } from 'node:child_process'
import { test } from '@japa/runner'
import { DEMO_ACCOUNTS } from '#doorway/demo_accounts'
import Staff from '#identity/models/staff'
import { createStaff, freshEmail } from '#tests/support/accounts'

/** Starts the product on the database of this test, on every interface; what it says until it ends. */
function startInTheOpen(): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['bin/start.js'], {
      env: {
        ...process.env,
        NODE_ENV: 'development',
        HOST: '0.0.0.0',
        DEMO: 'off',
        PORT: '0',
        SMTP_PORT: '0',
      },
    })
    let output = ''
    const hear = (chunk: Buffer) => {
      output += chunk
      if (output.includes('Etalase ready: http')) child.kill('SIGTERM')
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    child.once('exit', (code) => resolve({ code, output }))
  })
}

test.group('Demo in the open', () => {
  test('accounts with published passwords are served to this machine alone', async ({
    assert,
    cleanup,
  }) => {
    const { email } = DEMO_ACCOUNTS.find(({ key }) => key === 'administrator')!
    const staff =
      (await Staff.findBy('email', email)) ?? (await createStaff('administrator', { email }))
    cleanup(async () => {
      await Staff.query()
        .where('id', staff.id)
        .update({ email: freshEmail('was.demo') })
    })
    const { code, output } = await startInTheOpen()
    assert.equal(code, 1, output)
    assert.include(output, 'the database holds the accounts of the demo')
  })
})
