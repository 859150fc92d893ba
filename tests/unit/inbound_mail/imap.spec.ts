import { inspect } from 'node:util'
import { test } from '@japa/runner'
import { SubjectAlternativeNameExtension } from '@peculiar/x509'
import type { RawMailSink } from '#inbound_mail/contract'
import {
  ImapMailbox,
  REFUSED,
  TAKEN,
  type ImapMailboxOptions,
} from '#plugins/inbound_mail/imap/mailbox'
import { readServerAddress } from '#plugins/inbound_mail/imap/server_address'
import { Dovecot, NO_DOVECOT } from '#tests/support/dovecot'
import { scriptedImap, type Answer } from '#tests/support/imap_script'
import { eventually } from '#tests/support/patience'
import { makeIdentity, SERVER } from '#tests/support/pki/certificates'

const HOUR = 3_600_000
const mail = (subject: string) =>
  Buffer.from(`From: a@mitra.example\r\nSubject: ${subject}\r\n\r\n${subject}\r\n`)

/** A way in with its reports, and what it took. */
function mailbox(options: Partial<ImapMailboxOptions> & Pick<ImapMailboxOptions, 'server'>) {
  const reports: Error[] = []
  const taken: string[] = []
  const way = new ImapMailbox({
    folder: 'INBOX',
    everyMs: 50,
    pauses: { firstMs: 10, mostMs: 50 },
    report: (error) => void reports.push(error),
    ...options,
  })
  const keep: RawMailSink = async (raw) => void taken.push(subjectOf(raw))
  return { way, reports, taken, keep, said: () => reports.map(({ message }) => message).join('\n') }
}

const subjectOf = (raw: Buffer) => /Subject: (.*)\r\n/.exec(raw.toString())![1]!

test.group('Inbound mail: imap, at a real server', (group) => {
  let server: Dovecot
  group.setup(async () => {
    if (NO_DOVECOT) return () => {}
    server = await Dovecot.open()
    return () => server.close()
  })
  group.each.setup(async () => {
    if (NO_DOVECOT) return
    await server.asClient(async (client) => {
      for (const { path } of await client.list()) {
        await client.mailboxOpen(path)
        await client.messageDelete('1:*')
      }
    })
  })
  const at = (options: Partial<ImapMailboxOptions> = {}) =>
    mailbox({ server: readServerAddress(server.url, undefined), ca: server.ca, ...options })
  const spec = (title: string, run: Parameters<typeof test>[1]) => {
    const made = test(title, run).timeout(120_000)
    if (NO_DOVECOT) made.skip(true, NO_DOVECOT)
  }

  spec(
    'takes many that wait, in their order, and what arrives meanwhile',
    async ({ assert, cleanup }) => {
      const subjects = Array.from({ length: 120 }, (_, index) => `m${index}`)
      await server.append(subjects.slice(0, 100).map(mail))
      // An hour between two looks: what comes later is heard of by IDLE.
      const { way, taken, reports } = at({ everyMs: HOUR })
      let arriving: Promise<void> | undefined
      await way.start(async (raw) => {
        arriving ??= server.append(subjects.slice(100, 110).map(mail))
        taken.push(subjectOf(raw))
      })
      cleanup(() => way.stop())
      await eventually(() => taken.length === 110)
      await server.append(subjects.slice(110).map(mail))
      await eventually(() => taken.length === 120)
      assert.deepEqual(taken, subjects)
      assert.deepEqual(reports, [])
    }
  )

  spec('leaves mails unread for people, and its mark is its own', async ({ assert, cleanup }) => {
    await server.append([mail('a')])
    const { way, keep, taken } = at()
    await way.start(keep)
    cleanup(() => way.stop())
    await eventually(async () => (await server.list())[0]!.flags.includes(TAKEN))
    const [kept] = await server.list()
    assert.notInclude(kept!.flags, '\\Seen')
    assert.notInclude(kept!.flags, REFUSED)
    assert.deepEqual(taken, ['a'])
  })

  spec('moves what it took where a folder is named for it', async ({ assert, cleanup }) => {
    await server.append([mail('a'), mail('b')])
    const { way, keep, taken } = at({ takenFolder: 'Diambil' })
    await way.start(keep)
    cleanup(() => way.stop())
    await eventually(async () => (await server.list()).length === 0)
    const moved = await server.list('Diambil')
    assert.deepEqual(
      moved.map(({ raw }) => subjectOf(raw)),
      ['a', 'b']
    )
    assert.deepEqual(taken, ['a', 'b'])
  })

  spec(
    'a server that dies in the middle: connects anew, loses nothing',
    async ({ assert, cleanup }) => {
      const subjects = Array.from({ length: 30 }, (_, index) => `m${index}`)
      await server.append(subjects.map(mail))
      const { way, taken, reports } = at()
      let killed: Promise<void> | undefined
      await way.start(async (raw) => {
        taken.push(subjectOf(raw))
        if (taken.length === 10) await (killed ??= server.kill())
      })
      cleanup(() => way.stop())
      await eventually(() => killed !== undefined && reports.length > 0)
      await killed
      await server.start()
      await eventually(async () =>
        (await server.list()).every(({ flags }) => flags.includes(TAKEN))
      )
      assert.sameMembers([...new Set(taken)], subjects)
      // The one that was kept and could not be marked came again.
      assert.isAtMost(taken.length, subjects.length + 1)
      await server.append([mail('after')])
      await eventually(() => taken.includes('after'))
    }
  )

  spec('another UIDVALIDITY: nothing is lost, nothing comes twice', async ({ assert, cleanup }) => {
    const validity = () =>
      server.asClient(async (client) => (await client.mailboxOpen('INBOX')).uidValidity)
    await server.append([mail('a')])
    const first = at()
    await first.way.start(first.keep)
    await eventually(async () => (await server.list())[0]!.flags.includes(TAKEN))
    await first.way.stop()
    const before = await validity()
    await server.forgetUids()
    assert.notEqual(await validity(), before)
    await server.append([mail('b')])
    const second = at()
    await second.way.start(second.keep)
    cleanup(() => second.way.stop())
    await eventually(() => second.taken.length > 0)
    await eventually(async () => (await server.list()).every(({ flags }) => flags.includes(TAKEN)))
    assert.deepEqual([first.taken, second.taken], [['a'], ['b']])
  })

  spec('a wrong password: said without it, tried seldom', async ({ assert, cleanup }) => {
    const before = server.logins().bad
    const secret = 'salah-besar'
    const url = `imaps://pks:${secret}@localhost:${server.tlsPort}`
    const { way, keep, reports, said } = at({
      server: readServerAddress(url, undefined),
      pauses: { firstMs: 1, mostMs: HOUR },
    })
    await way.start(keep)
    cleanup(() => way.stop())
    await eventually(() => reports.length > 0)
    assert.match(said(), /IMAP localhost: the server refuses the login of pks/)
    assert.notInclude(inspect(reports, { depth: 9, showHidden: true }), secret)
    await eventually(() => server.logins().bad > before)
    assert.equal(server.logins().bad - before, 1)
  })

  spec('STARTTLS where the address says imap:', async ({ assert, cleanup }) => {
    await server.append([mail('a')])
    const url = `imap://pks@localhost:${server.port}`
    const { way, keep, taken } = at({ server: readServerAddress(url, server.password) })
    await way.start(keep)
    cleanup(() => way.stop())
    await eventually(() => taken.length === 1)
    assert.match(server.log(), /Login: user=<pks>.* TLS/)
  })

  spec(
    'a certificate that nobody vouches for: no word of the password',
    async ({ assert, cleanup }) => {
      const before = server.logins()
      const { way, keep, reports, said } = mailbox({
        server: readServerAddress(server.url, undefined),
      })
      await way.start(keep)
      cleanup(() => way.stop())
      await eventually(() => reports.length > 1)
      assert.match(said(), /certificate/)
      assert.deepEqual(server.logins(), before)
    }
  )

  spec('a folder that is not there: said, and taken up once it is', async ({ assert, cleanup }) => {
    const { way, keep, taken, reports, said } = at({ folder: 'Balasan' })
    await way.start(keep)
    cleanup(() => way.stop())
    await eventually(() => reports.length > 0)
    assert.match(said(), /Balasan/)
    await server.asClient((client) => client.mailboxCreate('Balasan'))
    await server.append([mail('a')], 'Balasan')
    await eventually(() => taken.length === 1)
  })
})

test.group('Inbound mail: imap, at a server that misbehaves', () => {
  /** A message as a fetch of its first bytes gives it. */
  const fetched = (uid: number, raw: Buffer): Answer => [
    `* ${uid} FETCH (UID ${uid} BODY[]<0> {${raw.length}}\r\n${raw.toString('latin1')})`,
    'OK done',
  ]

  async function scripted(
    cleanup: (end: () => Promise<void>) => void,
    script: (command: string) => Answer | undefined,
    options: Partial<ImapMailboxOptions> = {}
  ) {
    const identity = await makeIdentity({
      name: 'CN=localhost',
      extendedKeyUsage: [SERVER],
      extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2120-01-01'),
    })
    const cert = identity.certificate.toString('pem')
    const key = identity.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    const server = await scriptedImap({ key, cert }, script)
    const box = mailbox({
      server: readServerAddress(`imaps://pks:rahasia@localhost:${server.port}`, undefined),
      ca: cert,
      ...options,
    })
    cleanup(async () => {
      await box.way.stop()
      await server.close()
    })
    return { server, ...box }
  }

  test('one that breaks off at one mail does not keep the others', async ({ assert, cleanup }) => {
    const marked = new Set<string>()
    const { way, keep, taken } = await scripted(cleanup, (command) => {
      if (/^UID SEARCH/.test(command))
        return [`* SEARCH ${['1', '2'].filter((uid) => !marked.has(uid)).join(' ')}`, 'OK done']
      if (/^UID FETCH 1 /.test(command)) return null
      if (/^UID FETCH 2 /.test(command)) return fetched(2, mail('b'))
      const store = /^UID STORE (\d) \+FLAGS/.exec(command)
      if (!store) return undefined
      marked.add(store[1]!)
      return ['OK done']
    })
    await way.start(keep)
    await eventually(() => marked.has('2'))
    assert.deepEqual(taken, ['b'])
    assert.isFalse(marked.has('1'))
  })

  test('one that does not mark: the mail comes again, and that is said', async ({
    assert,
    cleanup,
  }) => {
    const { way, keep, taken, said } = await scripted(cleanup, (command) => {
      if (/^UID SEARCH/.test(command)) return ['* SEARCH 1', 'OK done']
      if (/^UID FETCH/.test(command)) return fetched(1, mail('a'))
      return /^UID STORE/.test(command) ? ['NO [NOPERM] not yours'] : undefined
    })
    await way.start(keep)
    await eventually(() => taken.length > 1)
    assert.match(said(), /did not mark/)
  })

  test('one that keeps no keywords is told apart from one without mail', async ({
    assert,
    cleanup,
  }) => {
    const { way, keep, taken, reports, said } = await scripted(cleanup, (command) =>
      /^SELECT/.test(command)
        ? [
            '* 1 EXISTS',
            '* OK [PERMANENTFLAGS (\\Seen)] x',
            '* OK [UIDVALIDITY 1] x',
            'OK [READ-WRITE] done',
          ]
        : undefined
    )
    await way.start(keep)
    await eventually(() => reports.length > 0)
    assert.match(said(), /IMAP_TAKEN_FOLDER/)
    assert.deepEqual(taken, [])
  })

  test('one that says nothing, at the greeting or in the middle, is left and tried again', async ({
    assert,
    cleanup,
  }) => {
    for (const silentAt of [/^GREETING$/, /^UID SEARCH/]) {
      let connections = 0
      const { way, keep, reports } = await scripted(
        cleanup,
        (command) => {
          if (command === 'GREETING') connections++
          return silentAt.test(command) ? 'nothing' : undefined
        },
        { silenceMs: 300 }
      )
      await way.start(keep)
      await eventually(() => connections > 1 && reports.length > 0, `a second try: ${silentAt}`)
      assert.isAbove(connections, 1)
    }
  })

  test('one that says nothing when we want to go is not waited for', async ({
    assert,
    cleanup,
  }) => {
    const { way, keep, server } = await scripted(cleanup, (command) =>
      /^UID SEARCH/.test(command) ? 'nothing' : undefined
    )
    await way.start(keep)
    await eventually(() => server.heard.some((command) => /^UID SEARCH/.test(command)))
    await way.stop()
    assert.notInclude(server.heard, 'IDLE')
  })

  test('one that sends more than it was asked for is cut off', async ({ assert, cleanup }) => {
    const { way, keep, taken, said } = await scripted(cleanup, (command) => {
      if (/^UID SEARCH/.test(command)) return ['* SEARCH 1', 'OK done']
      return /^UID FETCH/.test(command)
        ? [`* 1 FETCH (UID 1 BODY[]<0> {${2 ** 31}}`, 'OK done']
        : undefined
    })
    await way.start(keep)
    await eventually(() => said() !== '')
    assert.match(said(), /large|literal/i)
    assert.deepEqual(taken, [])
  })

  test('one that offers no TLS hears no password', async ({ assert, cleanup }) => {
    const server = await scriptedImap(null, () => undefined)
    const { way, keep, reports } = mailbox({
      server: readServerAddress(`imap://pks:rahasia@localhost:${server.port}`, undefined),
    })
    cleanup(async () => {
      await way.stop()
      await server.close()
    })
    await way.start(keep)
    await eventually(() => reports.length > 0)
    assert.notInclude(server.heard.join('\n'), 'rahasia')
    assert.isFalse(server.heard.some((command) => /^(LOGIN|AUTHENTICATE)/i.test(command)))
  })
})

test.group('Inbound mail: the address of an IMAP server', () => {
  test('reads scheme, name, password, host and port', ({ assert }) => {
    assert.deepEqual(
      readServerAddress('imaps://pks%40example.co.id@mail.example.co.id', 'p:@/ %'),
      {
        host: 'mail.example.co.id',
        port: 993,
        secure: true,
        user: 'pks@example.co.id',
        password: 'p:@/ %',
      }
    )
    assert.deepEqual(readServerAddress('imap://a:b%2Fc@[::1]:1143/', 'unused'), {
      host: '::1',
      port: 1143,
      secure: false,
      user: 'a',
      password: 'b/c',
    })
  })

  test('says what is wrong, and never the password', ({ assert }) => {
    const wrong: [string, string | undefined, RegExp][] = [
      ['', 'x', /IMAP_URL must be imaps:/],
      ['mail.example.co.id', 'x', /IMAP_URL must be imaps:/],
      ['http://a:geheim@h', 'x', /IMAP_URL must be imaps:/],
      ['imaps://mail.example.co.id', 'x', /names no user/],
      ['imaps://a@h', undefined, /IMAP_PASSWORD is missing/],
      ['imaps://a:geheim@h/INBOX', 'x', /IMAP_FOLDER/],
      ['imaps://a:geheim%@h', 'x', /%25/],
    ]
    for (const [address, password, said] of wrong) {
      try {
        readServerAddress(address, password)
        assert.fail(`${address} was taken`)
      } catch (error) {
        assert.match((error as Error).message, said, address)
        assert.notInclude(inspect(error), 'geheim')
      }
    }
  })
})
