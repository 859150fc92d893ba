import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { buildRedirectUrl, buildSignedUrl, verifyRequest } from '#forwarding/signature'
import { helpPicture, HELP_PICTURES } from '#help/pictures'
import { canRun, SAMPLE_FILES, startSample, type SampleFile } from '#tests/support/sample_portals'

interface Vectors {
  url_signatures: { name: string; kid: string; secret: string; signed_url: string }[]
}

const KEY = { kid: 'dev_contoh', secret: 'rahasia-untuk-contoh' }
const TRX = '01KAZ00000000000000000TRX1'

const answerOf = async (url: string) => {
  const answer = await fetch(url, { redirect: 'manual' })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}

test.group('Sample code of the integration document', () => {
  for (const file of SAMPLE_FILES) {
    test(`[R3.7] ${file} runs: takes a call once, knows it again, refuses what is not ours, welcomes whom it knows`, async ({
      assert,
      cleanup,
    }) => {
      const portal = await startSample(file, { ...KEY, statusApi: 'http://127.0.0.1:9/' })
      cleanup(() => portal.close())
      const now = Date.now()
      const ts = Math.floor(now / 1000)
      const call = (over: Record<string, string | number> = {}, key = KEY) =>
        buildSignedUrl(
          // The partner's own parameters are signed, too: a repeated name, a blank, a plus, letters beyond ASCII.
          `${portal.url}/receive?toko=1&toko=0&kata=a%20b&plus=1%2B1&rasa=p%C3%A9das*`,
          { v: '1', env: 'development', event: 'purchase', trx_id: TRX, amount: 5500, ts, ...over },
          key
        )
      const redirect = (trx: string, at = now) =>
        buildRedirectUrl(
          `${portal.url}/enter`,
          {
            env: 'development',
            order_no: '1',
            trx_id: trx,
            content_id: 'C',
            cust_ref: 'c-1',
            status: 'fulfilled',
          },
          KEY,
          at
        )
      assert.equal((await answerOf(redirect(TRX))).status, 403)

      const first = await answerOf(call())
      assert.equal(first.status, 200)
      assert.containSubset(first.body, { status: 'OK', trx_id: TRX })
      const second = await answerOf(call({ ts: ts + 1 }))
      assert.deepEqual(second.body, { status: 'DUPLICATE', trx_id: TRX, ref: first.body.ref })

      const others = [
        call({}, { ...KEY, secret: 'lain' }),
        call({}, { kid: 'lain', secret: KEY.secret }),
        call({ ts: ts - 400 }),
        `${call()}&extra=1`,
        call().replace('amount=5500', 'amount=1'),
        `${portal.url}/receive?trx_id=${TRX}`,
        `${portal.url}/receive`,
      ]
      for (const url of others) assert.equal((await answerOf(url)).status, 403, url)
      assert.equal((await answerOf(call({ v: '9' }))).status, 400)

      const welcome = await answerOf(redirect(TRX))
      assert.equal(welcome.status, 200)
      assert.equal(welcome.body.cust_ref, 'c-1')
      assert.equal((await answerOf(redirect(TRX, now - 400_000))).status, 403)
      assert.equal((await answerOf(redirect('01KAZ00000000000000000TRX2'))).status, 403)
      // A link of a customer is signed with the same key and is no call.
      const { search } = new URL(redirect('01KAZ00000000000000000TRX2'))
      assert.equal((await answerOf(`${portal.url}/receive${search}`)).status, 400)
    }).skip(!canRun(file), `${file}: its language is not installed here`)

    test(`[R8.1] ${file} asks the status API as it wants to be asked`, async ({
      assert,
      cleanup,
    }) => {
      const store = createServer((request, response) => {
        const { method, url, headers } = request
        const signed = verifyRequest({ method: method!, path: url!, headers }, [KEY], {
          now: Date.now(),
        })
        response.writeHead(signed.ok ? 200 : 401, { 'content-type': 'application/json' })
        response.end(JSON.stringify(signed.ok ? { trx_id: url!.split('/').at(-1) } : {}))
      })
      await new Promise<void>((done) => store.listen(0, '127.0.0.1', done))
      cleanup(() => void store.close())
      const { port } = store.address() as AddressInfo
      const statusApi = `http://127.0.0.1:${port}/api/v1/transactions/`
      for (const [secret, isAnswered] of [
        [KEY.secret, true],
        ['lain', false],
      ] as const) {
        const portal = await startSample(file, { ...KEY, secret, statusApi })
        const { code, out } = await portal.askStatus(TRX)
        await portal.close()
        assert.equal(code === 0, isAnswered)
        if (isAnswered) assert.equal(JSON.parse(out).trx_id, TRX)
      }
    }).skip(!canRun(file), `${file}: its language is not installed here`)
  }

  test('[R3.7] the Node sample accepts every published vector and refuses it once touched', async ({
    assert,
  }) => {
    const file: SampleFile = 'etalase.mjs'
    const { samples } = await import('#help/integration/samples')
    const vectors: Vectors = JSON.parse(
      await readFile(new URL('../../../app/forwarding/test_vectors.json', import.meta.url), 'utf8')
    )
    for (const vector of vectors.url_signatures) {
      const { code } = samples({ ...vector, statusApi: '' }).find((one) => one.file === file)!
      const address = `data:text/javascript;base64,${Buffer.from(
        code.replace(/^if \(process\.argv\[1\].*$/ms, '')
      ).toString('base64')}`
      const { checkCall } = await import(address)
      const query = vector.signed_url.slice(vector.signed_url.indexOf('?') + 1)
      const at = Number(new URLSearchParams(query).get('ts'))
      assert.isNotNull(checkCall(query, at), vector.name)
      assert.isNull(checkCall(query, at + 301), `${vector.name}: stale`)
      assert.isNull(checkCall(`${query}&extra=1`, at), `${vector.name}: a parameter more`)
      assert.isNull(
        checkCall(query.replace(/sig=./, 'sig=x'), at),
        `${vector.name}: another signature`
      )
    }
  })

  test('[R6.6] every picture is a drawing in both languages, unknown ones are none', ({
    assert,
  }) => {
    for (const name of HELP_PICTURES) {
      for (const language of ['id', 'en'] as const)
        assert.match(helpPicture(name, language) ?? '', /^<svg .*<\/svg>$/s)
    }
    assert.isNull(helpPicture('constructor', 'id'))
    assert.isNull(helpPicture('nothing', 'en'))
  })
})
