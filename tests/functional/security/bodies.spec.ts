import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import emitter from '@adonisjs/core/services/emitter'
import router from '@adonisjs/core/services/router'
import type { HttpContext } from '@adonisjs/core/http'
import { LEAST_PACE } from '#core/http/body'
import { spend } from '#core/limits'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { eventually } from '#tests/support/patience'
import { Visitor } from '#tests/support/visitor'

/** Routes that take files. A new one says so of itself, and is written down here. */
const TAKE_FILES = [
  'partner /agreements/:id/replies',
  'partner /certificates',
  'partner /contents',
  'partner /contents/:id',
  'staff /queue/:id/calls',
  'staff /queue/:id/checklist',
  'staff /queue/:id/decision',
  'staff /queue/:id/evidence',
  'staff /queue/:id/evidence/removal',
  'staff /queue/:id/messages',
  'staff /queue/:id/notes',
  'staff /trust/imports',
  'store /verifikasi',
]
const TAKE_JSON = ['doorway /callbacks/payments/:method', 'store /callbacks/payments/:method']

const BOUNDARY = 'a-stranger'
const PARTS = `multipart/form-data; boundary=${BOUNDARY}`
const LARGE = 19 * 1024 * 1024

function takers(kind: string): string[] {
  return Object.entries(router.toJSON())
    .flatMap(([surface, list]) =>
      list
        .filter(({ middleware }) =>
          ([...middleware.all()] as { name?: string; args?: { kind?: string } }[]).some(
            ({ name, args }) => name === 'takes' && args?.kind === kind
          )
        )
        .map(({ pattern }) => `${surface} ${pattern}`)
    )
    .sort()
}

/** An address nobody else of these tests has. */
const ownAddress = () => `127.${[...randomBytes(3)].map((byte) => (byte % 250) + 1).join('.')}`

interface Half {
  socket: Socket
  /** The status line and headers, once they came. */
  answer: Promise<string>
  size: number
}

/** Sends the head of a form with one file, and so much of the file that nothing more comes by itself. */
function beginUpload(
  visitor: Visitor,
  path: string,
  {
    from = ownAddress(),
    announced = LARGE,
    size = 40_000 + randomBytes(2).readUInt16BE(),
    csrf = '',
  } = {}
): Half {
  const { host, port } = new URL(visitor.origin)
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: from })
  socket.on('error', () => {})
  const answer = new Promise<string>((resolve) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (text.includes('\r\n\r\n')) resolve(text)
    })
    socket.on('close', () => resolve(text))
  })
  socket.write(
    [
      `POST ${path} HTTP/1.1`,
      `host: ${host}`,
      'sec-fetch-site: same-origin',
      `cookie: ${visitor.cookies()}`,
      `content-type: ${PARTS}`,
      `content-length: ${announced}`,
      '',
      `--${BOUNDARY}`,
      'content-disposition: form-data; name="_csrf"',
      '',
      csrf,
      `--${BOUNDARY}`,
      'content-disposition: form-data; name="image"; filename="a.png"',
      '',
      '',
    ].join('\r\n')
  )
  socket.write(Buffer.alloc(size, 1))
  return { socket, answer, size }
}

/** Sends a whole form with one file and gives back the status. */
async function sendFile(path: string, field: string): Promise<number> {
  const { host, port } = new URL(new Visitor('store').origin)
  const form = new FormData()
  form.append(field, new Blob(['%PDF-1.7']), 'a.pdf')
  const sent = new Response(form)
  const headers = {
    host,
    'sec-fetch-site': 'same-origin',
    'content-type': sent.headers.get('content-type')!,
  }
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    headers,
    localAddress: ownAddress(),
  })
  outgoing.end(Buffer.from(await sent.arrayBuffer()))
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode!
}

const statusOf = (answer: string) => Number(answer.split(' ', 2)[1])

/** How many files uploads have on the disk. */
const onDisk = async () => (await readdir(tmpdir())).length

/** What the server makes of requests to a path: who breaks off hears nothing of it. */
function contextsOf(path: string) {
  const seen: HttpContext[] = []
  const note = ({ ctx }: { ctx: HttpContext }) => {
    if (ctx.request.url() === path) seen.push(ctx)
  }
  emitter.on('http:request_completed', note)
  return { seen, stop: () => emitter.off('http:request_completed', note) }
}

test.group('Bodies', (group) => {
  group.setup(async () => {
    const { TMPDIR } = process.env
    const own = await mkdtemp(join(tmpdir(), 'bodies-'))
    process.env.TMPDIR = own
    return async () => {
      if (TMPDIR === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = TMPDIR
      await rm(own, { recursive: true, force: true })
    }
  })

  test('files and JSON are taken where a route asks for them, and nowhere else', async ({
    assert,
  }) => {
    assert.deepEqual(takers('files'), TAKE_FILES)
    assert.deepEqual(takers('json'), TAKE_JSON)
    const partner = new Visitor('partner')
    for (const type of [PARTS, 'application/json', 'text/plain', 'application/octet-stream']) {
      const page = await partner.post('/login', { email: 'a@b.example' }, { 'content-type': type })
      assert.equal(page.status, 415, type)
    }
    const shown = await partner.post('/login', { email: 'a@b.example', password: 'salah' })
    assert.equal(shown.status, 422)
  })

  test('no form of a route that takes no file is read, whoever sends it', async ({ assert }) => {
    const half = beginUpload(new Visitor('partner'), '/login')
    assert.equal(statusOf(await half.answer), 415)
    assert.equal(await onDisk(), 0)
    half.socket.destroy()
  })

  test('who may not use a route hears so before its file is read', async ({ assert }) => {
    const guest = beginUpload(new Visitor('partner'), '/contents')
    assert.equal(statusOf(await guest.answer), 401)
    const finance = await signIn(await createStaff('finance'))
    const foreign = beginUpload(finance, '/trust/imports')
    assert.equal(statusOf(await foreign.answer), 403)
    assert.equal(await onDisk(), 0)
    guest.socket.destroy()
    foreign.socket.destroy()
  })

  test('who has sent enough hears so before the next file is read', async ({ assert }) => {
    const from = ownAddress()
    for (let times = 0; times < 60; times++) await spend('upload', from)
    const half = beginUpload(new Visitor('store'), '/verifikasi', { from })
    assert.equal(statusOf(await half.answer), 429)
    assert.equal(await onDisk(), 0)
    half.socket.destroy()
  })

  test('an account sends only so many files an hour, from however many addresses', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    for (let times = 0; times < 120; times++) await spend('upload_account', `partner:${partner.id}`)
    const half = beginUpload(visitor, '/contents')
    assert.equal(statusOf(await half.answer), 429)
    half.socket.destroy()
  })

  test('an upload that breaks off is the sender’s fault, and its file is gone', async ({
    assert,
    cleanup,
  }) => {
    const watched = contextsOf('/verifikasi')
    cleanup(watched.stop)
    const half = beginUpload(new Visitor('store'), '/verifikasi')
    await eventually(async () => (await onDisk()) === 1)
    half.socket.destroy()
    const status = () => watched.seen[0]?.response.getStatus() ?? 200
    await eventually(() => status() !== 200)
    assert.equal(status(), 400)
    assert.equal(await onDisk(), 0)
  })

  test('one sender has a few uploads open, and strangers no more than a few together', async ({
    assert,
    cleanup,
  }) => {
    const from = ownAddress()
    const open: Half[] = []
    cleanup(() => open.forEach(({ socket }) => socket.destroy()))
    const begin = async (address: string) => {
      open.push(beginUpload(new Visitor('store'), '/verifikasi', { from: address }))
      await eventually(async () => (await onDisk()) === open.length)
    }
    // When half of the places are taken, nobody gets a second one.
    for (let times = 0; times < 2; times++) await begin(from)
    const third = beginUpload(new Visitor('store'), '/verifikasi', { from })
    assert.equal(statusOf(await third.answer), 429)
    for (let times = 0; times < 2; times++) await begin(ownAddress())
    const another = beginUpload(new Visitor('store'), '/verifikasi')
    const refused = await another.answer
    assert.equal(statusOf(refused), 503)
    assert.equal(await onDisk(), 4)

    // Partners have places of their own, and what ends gives its place back.
    const partner = await signIn(await createPartner())
    const page = await partner.get('/contents/new')
    const csrf = page.$('input[name=_csrf]').first().attr('value')
    const own = beginUpload(partner, '/contents', { csrf })
    open.push(own)
    await eventually(async () => (await onDisk()) === 5)
    for (const { socket } of [third, another, ...open]) socket.destroy()
    await eventually(async () => (await onDisk()) === 0)
    const again = await new Visitor('store').post('/verifikasi', {})
    assert.equal(again.status, 422)
    open.length = 0
    await begin(from)
  })

  test('a form that is too small to hold a picture takes no place: twenty decide at once', async ({
    assert,
    cleanup,
  }) => {
    const from = ownAddress()
    const open: Half[] = []
    cleanup(() => open.forEach(({ socket }) => socket.destroy()))
    for (let times = 0; times < 20; times++)
      open.push(
        beginUpload(new Visitor('store'), '/verifikasi', {
          from,
          announced: 64 * 1024,
          size: 40_000,
        })
      )
    await eventually(async () => (await onDisk()) === open.length)
    // The limit counts all the same what is larger by a byte.
    for (let times = 0; times < 2; times++)
      open.push(
        beginUpload(new Visitor('store'), '/verifikasi', {
          from,
          announced: 64 * 1024 + 1,
          size: 40_000,
        })
      )
    await eventually(async () => (await onDisk()) === open.length)
    const third = beginUpload(new Visitor('store'), '/verifikasi', { from })
    open.push(third)
    assert.equal(statusOf(await third.answer), 429)
  })

  test('a body that stops coming gives its place back', async ({ assert, cleanup }) => {
    const { everyMs } = LEAST_PACE
    LEAST_PACE.everyMs = 300
    cleanup(() => {
      LEAST_PACE.everyMs = everyMs
    })
    const half = beginUpload(new Visitor('store'), '/verifikasi')
    assert.equal(statusOf(await half.answer), 408)
    await eventually(async () => (await onDisk()) === 0)
    half.socket.destroy()
  })

  test('a file’s field may have the name of what every object has: it is refused like any other', async ({
    assert,
  }) => {
    const names = [
      ...Object.getOwnPropertyNames(Object.prototype),
      '__proto__[0]',
      '__proto__[x]',
      'a[__proto__][b]',
      'constructor[prototype][x]',
      'prototype',
      'handler',
      'options',
      '*',
      '',
    ]
    for (const name of names) assert.equal(await sendFile('/verifikasi', name), 422, name)
    assert.notProperty({}, 'x')
    assert.equal((await new Visitor('store').get('/verifikasi')).status, 200)
  })
})
