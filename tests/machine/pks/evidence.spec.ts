import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { unzipSync } from 'fflate'
import { PDFDocument } from '@cantoo/pdf-lib'
import Staff from '#identity/models/staff'
import { bindPki, revocation, sealTrust, signer, trustStore } from '#pki/main'
import { sealPdf } from '#pki/pdf/seal'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { evidenceNameOf } from '#pks/queries/verdict_evidence'
import type Partner from '#partners/models/partner'
import type { IssuedCertificate } from '#pki/development_ca'
import { receiveReply } from '#pks/actions/receive_reply'
import type Agreement from '#pks/models/agreement'
import ArchiveCopy from '#pks/models/archive_copy'
import { clock } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { get, put } from '#storage/main'
import { newRoot, ownCertificate, pemOf, pinned, uploadedPin } from '#tests/support/trust'
import { Operator } from '#tests/support/pki/operator'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { certificateFor, issue, signedReply } from '#tests/support/pks'
import { Visitor } from '#tests/support/visitor'

const has = (program: string, ...words: string[]) =>
  spawnSync(program, words, { stdio: 'ignore' }).error === undefined
/** Why the text cannot be followed here, or null. */
const WITHOUT = !has('openssl', 'version')
  ? 'openssl is not installed'
  : !has('basenc', '--version')
    ? 'basenc is not installed (GNU coreutils 8.31)'
    : null

interface Signed {
  partner: Partner
  agreement: Agreement
  pdf: Buffer
  raw: Buffer
}

/** The same mail as one opaque message, as Outlook sends it where clear signing is switched off. */
function opaque(detached: Buffer, certificate: IssuedCertificate): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'opaque-'))
  try {
    const file = (name: string, content: string | Buffer) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const verify = [
      ...['cms', '-verify', '-noverify', '-in', file('mail', detached)],
      ...['-certfile', file('cert.pem', certificate.certificatePem)],
    ]
    const content = spawnSync('openssl', verify).stdout
    const signedMail = execFileSync('openssl', [
      ...['cms', '-sign', '-nodetach', '-binary', '-md', 'sha256', '-in', file('entity', content)],
      ...['-signer', join(folder, 'cert.pem'), '-inkey', file('key', certificate.privateKeyPem)],
      ...['-certfile', file('chain.pem', certificate.chainPem)],
    ])
    const head = detached.toString('latin1').split(/\r\n(?=MIME-Version)/)[0]!
    return Buffer.from(
      `${head}\r\n${signedMail.toString('latin1').replaceAll(/\r?\n/g, '\r\n')}`,
      'latin1'
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A PKS with a reply that failed and one that was accepted. */
async function signed(form: 'detached' | 'opaque' = 'detached'): Promise<Signed> {
  const partner = await createPartner()
  const { agreement, pdf } = await issue(partner)
  const certificate = await certificateFor(partner.email)
  const mail = {
    from: `Bagas <${partner.email}>`,
    subject: `Re: ${agreement.subject}`,
    certificate,
  }
  await receiveReply(signedReply(mail), 'smtp')
  await drainOutbox()
  const detached = signedReply({
    ...mail,
    attachments: [{ filename: agreement.fileName, content: pdf }],
  })
  const raw = form === 'opaque' ? opaque(detached, certificate) : detached
  await receiveReply(raw, 'smtp')
  await drainOutbox()
  await agreement.refresh()
  return { partner, agreement, pdf, raw }
}

/** A document of one empty page. */
async function blankPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.addPage([200, 200])
  return document.save({ useObjectStreams: false })
}

const replyIdsOf = async ({ id }: Agreement) =>
  (await PksReply.query().where('agreement_id', id)).map((reply) => reply.id)

const bundleOf = (visitor: Visitor, { publicId }: Agreement) =>
  visitor.get(`/agreements/${publicId}/evidence`)

/** The files of a bundle without its folder. */
function unpacked(zip: Buffer, { number }: Agreement): Map<string, Buffer> {
  return new Map(
    Object.entries(unzipSync(zip)).map(([path, bytes]) => [
      path.replace(`${number}/`, ''),
      Buffer.from(bytes),
    ])
  )
}

interface Step {
  command: string
  answers: string[]
}

/** The commands of a guide as they stand, with what their answers must hold. */
function stepsOf(guide: string): Step[] {
  const steps: Step[] = []
  for (const line of guide.split('\n')) {
    if (line.startsWith('    $ ')) steps.push({ command: line.slice(6), answers: [] })
    else if (line.startsWith('    > ')) steps.at(-1)!.answers.push(line.slice(6))
  }
  return steps
}

/** Runs them in a folder by a shell; the first that does not do as the text promises, or null. */
function follow(folder: string, guide: string): string | null {
  for (const { command, answers } of stepsOf(guide)) {
    if (command.startsWith('pdfsig') && !has('pdfsig', '-v')) continue
    const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
      cwd: folder,
      encoding: 'latin1',
    })
    const said = stdout + stderr
    const missing = answers.find((answer) => !said.includes(answer))
    if (status !== 0 || missing) return `${command}\n(${status}) ${said}\nmissing: ${missing}`
  }
  return null
}

/** The bundle in a folder of its own, by the unzip of the system, a reader of somebody else's, where there is one. */
function inFolder(zip: Buffer, agreement: Agreement, cleanup: (end: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'))
  cleanup(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'bukti.zip'), zip)
  if (has('unzip', '-v')) execFileSync('unzip', ['-q', 'bukti.zip'], { cwd: folder })
  else {
    for (const [name, bytes] of Object.entries(unzipSync(zip))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), bytes)
    }
  }
  return join(folder, agreement.number)
}

test.group('Evidence bundle', () => {
  test('[R8.3] holds document, reply, certificates, lists, verdicts and audit, each with its hash', async ({
    assert,
  }) => {
    const { agreement, pdf, raw } = await signed()
    const legal = await signIn(await createStaff('legal'))
    const file = await bundleOf(legal, agreement)
    assert.equal(file.headers['content-type'], 'application/zip')
    assert.include(String(file.headers['content-disposition']), `bukti-${agreement.number}.zip`)
    const files = unpacked(file.body, agreement)
    assert.isTrue(files.get(`document/${agreement.number}.pdf`)!.equals(pdf))
    assert.isTrue(files.get('replies/2.eml')!.equals(raw))
    assert.includeMembers(
      [...files.keys()],
      [
        'BACA-SAYA.txt',
        'README.txt',
        'SHA256SUMS',
        'agreement.json',
        'audit.jsonl',
        'manifest.json',
        'replies/1.eml',
        'replies/1/verdict-1.json',
        'replies/2/anchor.pem',
        'replies/2/certificates.pem',
        'replies/2/chain-1.pem',
        'replies/2/trust.pem',
        'replies/2/verdict-1.json',
        'seal/anchor.pem',
        'seal/chain-1.pem',
        'seal/chain-2.pem',
        'seal/chain-3.pem',
        'seal/crl-1.der',
        'seal/trust.pem',
      ]
    )
    const verdicts = await PksVerdict.query().whereIn('reply_id', await replyIdsOf(agreement))
    const kept = (kind: 'certificates' | 'crls') =>
      new Set(verdicts.flatMap(({ evidence }) => evidence![kind].map(evidenceNameOf)))
    const hashesIn = (folder: RegExp) =>
      [...files.keys()].filter((path) => folder.test(path)).map((path) => path.split(/[/.]/)[1]!)
    assert.sameMembers(hashesIn(/^certificates\//), [...kept('certificates')])
    assert.sameMembers(hashesIn(/^lists\/.*\.crl$/), [...kept('crls')])
    assert.isAbove(verdicts.length, 1, 'each list is there once')
    const sealer = new X509Certificate(files.get('seal/chain-1.pem')!)
    assert.include(sealer.subject, 'CN=Webstore Telkom')
    const verdict = JSON.parse(files.get('replies/2/verdict-1.json')!.toString())
    assert.equal(verdict.outcome, 'accepted')
    assert.lengthOf(verdict.checks, 11)
    const events = files.get('audit.jsonl')!.toString().trim().split('\n')
    assert.deepEqual(
      events.map((line) => JSON.parse(line).type),
      [
        'pks.requested',
        'pks.issued',
        'pks.reply_received',
        'pks.reply_judged',
        'pks.reply_received',
        'pks.reply_judged',
        'pks.accepted',
      ]
    )
    const sums = files.get('SHA256SUMS')!.toString().trim().split('\n')
    assert.lengthOf(sums, files.size - 1)
    for (const line of sums) {
      const [sum, path] = line.split('  ')
      assert.equal(createHash('sha256').update(files.get(path!)!).digest('hex'), sum, path)
    }
    const manifest = JSON.parse(files.get('manifest.json')!.toString())
    assert.sameMembers(
      manifest.files.map(({ path }: { path: string }) => path),
      [...files.keys()].filter((path) => !['manifest.json', 'SHA256SUMS'].includes(path))
    )
    const taken = await db
      .from('audit_events')
      .where({ type: 'pks.evidence_taken', subject_id: agreement.publicId })
    assert.lengthOf(taken, 1)
    assert.equal(taken[0].actor_kind, 'staff')
  })

  test('[R8.3] without a reply nothing says that there is one', async ({ assert }) => {
    const partner = await createPartner()
    const { agreement } = await issue(partner)
    const legal = await signIn(await createStaff('legal'))
    const guides = async () => {
      const files = unpacked((await bundleOf(legal, agreement)).body, agreement)
      assert.isEmpty([...files.keys()].filter((path) => /repl|verdict/.test(path)))
      return ['README.txt', 'BACA-SAYA.txt'].map((name) =>
        files.get(name)!.toString().replaceAll(/\s+/g, ' ')
      ) as [string, string]
    }
    const [english, indonesian] = await guides()
    assert.notMatch(english, /exactly as it came|result of every check|verdict-/)
    assert.notMatch(indonesian, /persis seperti diterima|hasil setiap pemeriksaan|verdict-/)
    assert.include(english, 'No reply has been accepted as valid yet')
    const page = `/agreements/${agreement.publicId}`
    assert.include((await legal.get(page)).text, 'Belum ada balasan')
    assert.include((await legal.get(page)).text, 'Dokumen dan sertifikat dalam satu berkas')

    // As on machines that were used before replies were kept, and in the demo.
    await db
      .from('agreements')
      .where('id', agreement.id)
      .update({ status: 'accepted', accepted_at: clock.now().toMillis() })
    const [before] = await guides()
    assert.include(before, 'from before this system kept replies')
    assert.include((await legal.get(page)).text, 'sebelum sistem ini menyimpan balasan')
    const own = await (await signIn(partner)).get(page)
    assert.include(own.text, 'sebelum sistem ini menyimpan balasan')
    assert.include(own.text, 'Dokumen dan sertifikat dalam satu berkas')
  })

  test('[R8.3] the same bytes every time', async ({ assert }) => {
    const { agreement } = await signed()
    const legal = await signIn(await createStaff('legal'))
    const first = await bundleOf(legal, agreement)
    const second = await bundleOf(await signIn(await createStaff('administrator')), agreement)
    assert.isTrue(first.body.equals(second.body))
  })

  for (const name of ['BACA-SAYA.txt', 'README.txt']) {
    const made = test(`[R8.3] ${name}, followed to the letter, proves it off line`, async ({
      assert,
      cleanup,
    }) => {
      const { partner, agreement, pdf } = await signed()
      const copy = Buffer.concat([pdf, Buffer.from('\n1 0 obj\n<<>>\nendobj\n%%EOF\n')])
      await put('pks/archive/test/1.pdf', copy)
      await ArchiveCopy.create({
        agreementId: agreement.id,
        number: 1,
        documentKey: 'pks/archive/test/1.pdf',
        sha256: createHash('sha256').update(copy).digest('hex'),
        stampedAt: clock.now(),
        authority: 'CN=TSA',
        renewAt: clock.now(),
      })
      const zip = await bundleOf(await signIn(partner), agreement)
      const folder = inFolder(zip.body, agreement, cleanup)
      const guide = readFileSync(join(folder, name), 'utf8')
      const commands = stepsOf(guide).map(({ command }) => command)
      assert.isAbove(commands.length, 15)
      assert.lengthOf(
        commands.filter((command) => command.startsWith('openssl cms -verify')),
        2
      )
      assert.isTrue(commands.some((command) => command.includes('-crl_check_all')))
      assert.isNull(follow(folder, guide))
    })
    if (WITHOUT) made.skip(true, WITHOUT)
  }

  const ofOpaque = test('[R8.3] an opaque reply is proven by the same text', async ({
    assert,
    cleanup,
  }) => {
    const { partner, agreement, raw } = await signed('opaque')
    assert.equal(agreement.status, 'accepted')
    assert.include(raw.toString('latin1'), 'application/pkcs7-mime')
    const zip = await bundleOf(await signIn(partner), agreement)
    const folder = inFolder(zip.body, agreement, cleanup)
    const text = readFileSync(join(folder, 'README.txt'), 'utf8')
    assert.include(text, 'reply-line.txt')
    assert.isNull(follow(folder, text))
  })
  if (WITHOUT) ofOpaque.skip(true, WITHOUT)

  const tampering: Record<string, (folder: string) => void> = {
    'the document': (folder) => flip(join(folder, 'document'), /PKS-.*\.pdf$/, 'stream\n'),
    'the seal': (folder) => flip(join(folder, 'document'), /PKS-.*\.pdf$/, '/Contents <3082'),
    'the reply': (folder) => flip(join(folder, 'replies'), /2\.eml$/, 'Kami telah membaca'),
    'the signature of the reply': (folder) =>
      flip(join(folder, 'replies'), /2\.eml$/, 'application/x-pkcs7-signature', 1500),
    'the sender': (folder) => {
      const file = join(folder, 'replies/2.eml')
      const raw = readFileSync(file, 'latin1')
      writeFileSync(
        file,
        raw.replace(/^From: .*/, 'From: Bagas <orang.lain@contoh.example>'),
        'latin1'
      )
    },
    'the anchor': (folder) => flip(join(folder, 'seal'), /trust\.pem$/, '-----BEGIN', 400),
  }
  for (const [what, tamper] of Object.entries(tampering)) {
    const made =
      test(`[R8.3] ${what} altered: the text says no, even with its sums made anew`, async ({
        assert,
        cleanup,
      }) => {
        const { agreement } = await signed()
        const legal = await signIn(await createStaff('legal'))
        const zip = await bundleOf(legal, agreement)
        const folder = inFolder(zip.body, agreement, cleanup)
        const guide = readFileSync(join(folder, 'README.txt'), 'utf8')
        tamper(folder)
        assert.match(follow(folder, guide) ?? '', /^sha256sum -c/)
        const files = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n')
        const sums = files.map((line) => {
          const path = line.slice(66)
          const bytes = readFileSync(join(folder, path))
          return `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`
        })
        writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''))
        const forged = guide.replaceAll(
          agreement.documentSha256!,
          sums.find((line) => line.includes(`document/${agreement.number}.pdf`))!.slice(0, 64)
        )
        const found = what === 'the sender' ? /^LC_ALL=C awk/ : /^openssl cms -verify/
        assert.match(follow(folder, forged) ?? '', found)
      })
    if (WITHOUT) made.skip(true, WITHOUT)
  }

  test('[R8.3] a partner gets its own agreement: no other reply, nobody’s identity in the log', async ({
    assert,
  }) => {
    const { partner, agreement, raw } = await signed()
    const zip = await bundleOf(await signIn(partner), agreement)
    const files = unpacked(zip.body, agreement)
    const names = [...files.keys()]
    assert.isTrue(files.get('replies/2.eml')!.equals(raw))
    assert.deepEqual(
      names.filter((path) => path.startsWith('replies/1')),
      []
    )
    const events = files.get('audit.jsonl')!.toString().trim().split('\n')
    assert.deepEqual(
      events.map((line) => {
        const { at, ...rest } = JSON.parse(line)
        assert.match(at, /^\d{4}-\d\d-\d\dT/)
        return rest
      }),
      [
        { type: 'pks.requested', by: 'system', about: 'agreement' },
        { type: 'pks.issued', by: 'system', about: 'agreement' },
        { type: 'pks.reply_received', by: 'system', about: 'pks_reply' },
        { type: 'pks.reply_judged', by: 'system', about: 'pks_reply' },
        { type: 'pks.accepted', by: 'system', about: 'agreement' },
      ]
    )
    const text = files.get('README.txt')!.toString().replaceAll('\n', ' ')
    assert.include(text, 'replies that were not accepted are not in here')
    const legal = await signIn(await createStaff('legal'))
    const theirs = unpacked((await bundleOf(legal, agreement)).body, agreement)
    assert.include(
      theirs.get('README.txt')!.toString().replaceAll('\n', ' '),
      'every reply that came in'
    )
    for (const [path, bytes] of files) {
      if (path.endsWith('.json')) assert.notMatch(bytes.toString(), /"(id|actor)":/, path)
    }
    const stranger = await signIn(await createPartner())
    assert.equal((await bundleOf(stranger, agreement)).status, 404)
    assert.include((await bundleOf(new Visitor('partner'), agreement)).url, '/login')
    for (const role of ['qa', 'finance'] as const) {
      assert.equal((await bundleOf(await signIn(await createStaff(role)), agreement)).status, 403)
    }
  })

  const ofPinned =
    test('[R8.3] [R6.3] a reply by a pinned certificate: the text says why it was believed', async ({
      assert,
      cleanup,
    }) => {
      const partner = await createPartner()
      const identity = await ownCertificate(partner)
      const pin = await pinned(await uploadedPin(partner, identity))
      const { agreement, pdf } = await issue(partner)
      const raw = signedReply({
        from: `Bagas <${partner.email}>`,
        subject: `Re: ${agreement.subject}`,
        certificate: {
          certificatePem: pemOf(identity.der),
          privateKeyPem: identity.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
          chainPem: pemOf((await newRoot()).der),
        } as never,
        attachments: [{ filename: agreement.fileName, content: pdf }],
      })
      await receiveReply(raw, 'smtp')
      await drainOutbox()
      await agreement.refresh()
      assert.equal(agreement.status, 'accepted')
      const zip = await bundleOf(await signIn(partner), agreement)
      const files = unpacked(zip.body, agreement)
      const witnesses = await Staff.query().whereIn('public_id', [pin.comparedBy!, pin.pinnedBy!])
      const record = JSON.parse(files.get('replies/1/pin.json')!.toString())
      assert.deepInclude(record, {
        certificate_sha256: pin.sha256,
        compared_by_way_of: 'phone',
        compared_at: pin.comparedAt!.toUTC().toISO(),
        compared_by: { role: 'legal', public_id: pin.comparedBy },
        confirmed_at: pin.pinnedAt!.toUTC().toISO(),
        confirmed_by: { role: 'administrator', public_id: pin.pinnedBy },
        ended_at: null,
      })
      for (const [path, bytes] of files)
        for (const { name } of witnesses) assert.notInclude(bytes.toString('latin1'), name, path)
      assert.notProperty(record, 'note')
      const types = (content: Buffer) =>
        content
          .toString()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).type as string)
          .filter((type) => type.startsWith('pin.'))
      assert.deepEqual(types(files.get('audit.jsonl')!), [
        'pin.uploaded',
        'pin.compared',
        'pin.pinned',
      ])
      const anchor = new X509Certificate(files.get('replies/1/anchor.pem')!)
      assert.isTrue(
        anchor.raw.equals(Buffer.from(identity.der)),
        'the anchor is the certificate itself'
      )

      const legal = await signIn(await createStaff('legal'))
      const theirs = unpacked((await bundleOf(legal, agreement)).body, agreement)
      const full = JSON.parse(theirs.get('replies/1/pin.json')!.toString())
      assert.equal(full.note, pin.comparedNote)
      assert.sameMembers(
        [full.compared_by.name, full.confirmed_by.name],
        witnesses.map(({ name }) => name)
      )
      assert.deepEqual(types(theirs.get('audit.jsonl')!), types(files.get('audit.jsonl')!))

      const folder = inFolder(zip.body, agreement, cleanup)
      for (const name of ['README.txt', 'BACA-SAYA.txt']) {
        const text = readFileSync(join(folder, name), 'utf8')
        assert.isNull(follow(folder, text))
        const steps = stepsOf(text).map(({ command }) => command)
        assert.notInclude(steps.join('\n'), 'lists/', 'there is no issuer to ask')
      }
      const english = readFileSync(join(folder, 'README.txt'), 'utf8').replaceAll('\n', ' ')
      assert.include(english, 'Way: Telephone, to the registered number.')
      // Somebody else's certificate in its place.
      writeFileSync(join(folder, 'replies/1/trust.pem'), pemOf((await ownCertificate(partner)).der))
      const commands = readFileSync(join(folder, 'README.txt'), 'utf8').replace(
        /^.*sha256sum -c[^]*?\n\n/m,
        ''
      )
      assert.match(follow(folder, commands) ?? '', /^openssl cms -verify/)
    })
  if (WITHOUT) ofPinned.skip(true, WITHOUT)

  const ofStrangers =
    test('[R8.3] the seal’s authority is not the partner’s: each part has its own lists', async ({
      assert,
      cleanup,
    }) => {
      const partner = await createPartner()
      const certificate = await certificateFor(partner.email)
      const [partners, theirLists] = [await trustStore(), await revocation()]
      const operator = await Operator.open()
      cleanup(() => operator.close())
      const [sealer, seals, ourLists] = [await signer(), await sealTrust(), await revocation()]
      cleanup(
        bindPki({
          signer: async () => sealer,
          trustStore: async () => partners,
          sealTrust: async () => seals,
          fixedTrust: async () => [],
          revocation: async () => ({
            crlsFor: async (query) => [
              ...(await theirLists.crlsFor(query)),
              ...(await ourLists.crlsFor(query)),
            ],
          }),
          timestampAuthority: async () => null,
          developmentCa: async () => null,
        })
      )
      const { agreement, pdf } = await issue(partner)
      const raw = signedReply({
        from: partner.email,
        subject: `Re: ${agreement.subject}`,
        certificate,
        attachments: [{ filename: agreement.fileName, content: pdf }],
      })
      await receiveReply(raw, 'smtp')
      await drainOutbox()
      await agreement.refresh()
      assert.equal(agreement.status, 'accepted')
      const zip = await bundleOf(await signIn(partner), agreement)
      const folder = inFolder(zip.body, agreement, cleanup)
      const text = readFileSync(join(folder, 'README.txt'), 'utf8')
      const anchor = (of: string) =>
        new X509Certificate(readFileSync(join(folder, of, 'anchor.pem')))
      assert.equal(anchor('seal').subject, anchor('replies/1').subject, 'their names are the same')
      assert.notEqual(anchor('seal').fingerprint256, anchor('replies/1').fingerprint256)
      const checks = stepsOf(text).filter(({ command }) =>
        command.startsWith('openssl cms -verify')
      )
      assert.deepEqual(
        checks.map(({ command }) => /-crl_check\w*/.exec(command)?.[0]),
        ['-crl_check_all', '-crl_check_all']
      )
      assert.isNull(follow(folder, text))
    })
  if (WITHOUT) ofStrangers.skip(true, WITHOUT)

  const withoutLists =
    test('[R8.3] a seal without revocation data: the text says so, and asks for none', async ({
      assert,
      cleanup,
    }) => {
      const partner = await createPartner()
      const { agreement, pdf } = await issue(partner)
      const sealed = await sealPdf(await blankPdf(), {
        signer: await signer(),
        at: agreement.issuedAt!.toJSDate(),
        name: 'Webstore Telkom',
        docMdp: 1,
        visible: { page: 0, rect: [10, 10, 100, 40], appearance: { lines: ['Segel'] } },
      })
      assert.notEqual(sealed.length, pdf.length)
      await put('pks/documents/bare.pdf', sealed)
      const sha256 = createHash('sha256').update(sealed).digest('hex')
      await db
        .from('agreements')
        .where('id', agreement.id)
        .update({ document_key: 'pks/documents/bare.pdf', document_sha256: sha256 })
      const zip = await bundleOf(await signIn(partner), agreement)
      const folder = inFolder(zip.body, agreement, cleanup)
      const text = readFileSync(join(folder, 'README.txt'), 'utf8')
      assert.notInclude(text, '-crl_check')
      const words = text.replaceAll('\n', ' ')
      assert.include(words, 'The document carries no revocation data for its seal')
      assert.include(words, 'B-B (PAdES): a signature without a time stamp')
      assert.isNull(follow(folder, text))
    })
  if (WITHOUT) withoutLists.skip(true, WITHOUT)

  test('[R8.3] before there is a reply, and before there is a document', async ({ assert }) => {
    const partner = await createPartner()
    const { agreement } = await issue(partner)
    // As of a document from before keys were written down.
    await db.from('agreements').where('id', agreement.id).update({ seal_key_id: null })
    const visitor = await signIn(partner)
    const files = unpacked((await bundleOf(visitor, agreement)).body, agreement)
    assert.include(files.get('README.txt')!.toString(), 'No reply has been accepted')
    assert.isFalse([...files.keys()].some((path) => path.startsWith('replies/')))
    assert.isTrue(files.has('seal/chain-3.pem'))
    await db
      .from('agreements')
      .where('id', agreement.id)
      .update({ document_key: null, status: 'requested' })
    assert.equal((await bundleOf(visitor, agreement)).status, 404)
  })

  test('[R8.3] a file that is damaged in our own store does not pass for whole', async ({
    assert,
  }) => {
    const { partner, agreement, raw } = await signed()
    const sha256 = createHash('sha256').update(raw).digest('hex')
    const key = `pks/replies/${sha256.slice(0, 2)}/${sha256}.eml`
    const kept = (await get(key))!
    await put(key, Buffer.concat([kept, Buffer.from('x')]))
    const zip = await bundleOf(await signIn(partner), agreement)
    const files = unpacked(zip.body, agreement)
    const sums = files.get('SHA256SUMS')!.toString()
    assert.include(sums, `${sha256}  replies/2.eml`)
    assert.notEqual(createHash('sha256').update(files.get('replies/2.eml')!).digest('hex'), sha256)
  })
})

/** Changes one letter some way behind a mark, in the first file of a folder with such a name. */
function flip(folder: string, name: RegExp, mark: string, behind = 60): void {
  const file = join(
    folder,
    readdirSync(folder).find((entry) => name.test(entry))!
  )
  const bytes = readFileSync(file)
  const at = bytes.indexOf(mark) + mark.length + behind
  bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41
  writeFileSync(file, bytes)
}
