import { test } from '@japa/runner'
import { LARGEST_MAIL, type InboundMailName, type RawMailSink } from '#inbound_mail/contract'
import type { OtherSide } from '#tests/support/inbound_mail'
import { eventually } from '#tests/support/patience'

const HEAD = 'From: a@mitra.example\r\nTo: pks@webstore.localhost\r\n'

/** Everything that a careless hand would change on the way. */
const DELICATE: Record<string, Buffer> = {
  dots: mail('dots', '.\r\n..\r\n.titik\r\n'),
  latin1: mail('latin1', '\xe9\xff\x80\r\n'),
  blanks: mail('blanks', 'a  \r\n\tb\t\r\n\r\n\r\n'),
  long: mail('long', `${'x'.repeat(990)}\r\n`),
  from: mail('from', 'From nobody\r\n>From nobody\r\n'),
  folded: Buffer.from(`${HEAD}Subject: a\r\n\tb\r\n  c\r\nX-Empty:\r\n\r\n`, 'latin1'),
  large: mail('large', 'y'.repeat(74).concat('\r\n').repeat(40_000)),
}

function mail(subject: string, body: string): Buffer {
  return Buffer.from(`${HEAD}Subject: ${subject}\r\n\r\n${body}`, 'latin1')
}

/** Short and of no meaning, each with its own bytes. */
const some = (count: number) =>
  Array.from({ length: count }, (_, index) => mail(`mail ${index}`, `${index}\r\n`))

const texts = (mails: readonly Buffer[]) => mails.map((raw) => raw.toString('latin1'))

/**
 * What every way in keeps to (`app/inbound_mail/contract.ts`). Run it from a spec for each plug-in.
 *
 * @param without why it cannot run here, when it cannot
 */
export function inboundMailContract(
  name: InboundMailName,
  open: () => Promise<OtherSide>,
  without: string | null = null
): void {
  test.group(`Inbound mail contract: ${name}`, (group) => {
    let side: OtherSide
    let stop: () => Promise<void>

    group.each.setup(async () => {
      if (without) return () => {}
      side = await open()
      stop = async () => {}
      return async () => {
        await stop()
        await side.close()
      }
    })

    const begin = async (sink: RawMailSink) => {
      const way = side.way()
      await way.start(sink)
      stop = () => way.stop()
    }
    const nobodyWaits = async () => (await side.waiting()).length === 0
    const spec = (title: string, run: Parameters<typeof test>[1]) => {
      const made = test(title, run).timeout(120_000)
      if (without) made.skip(true, without)
    }

    spec('hands over the very bytes, under its name', async ({ assert }) => {
      const mails = Object.values(DELICATE)
      const got: Buffer[] = []
      const names = new Set<string>()
      await begin(async (raw, source) => {
        got.push(raw)
        names.add(source)
      })
      await side.hand(mails)
      await eventually(nobodyWaits)
      assert.deepEqual([...names], [name])
      assert.sameMembers([...new Set(texts(got))], texts(mails))
    })

    spec('says that it has a mail only once it is kept', async ({ assert }) => {
      const [raw] = some(1)
      let keep = () => {}
      const kept = new Promise<void>((resolve) => (keep = resolve))
      let begun = false
      await begin(async () => {
        begun = true
        await kept
      })
      await side.hand([raw!])
      await eventually(() => begun)
      assert.deepEqual(texts(await side.waiting()), texts([raw!]))
      keep()
      await eventually(nobodyWaits)
    })

    spec('what cannot be kept stays, comes again, and holds up no other', async ({ assert }) => {
      const [bad, ...good] = some(4)
      const got: string[] = []
      let refusals = 0
      await begin(async (raw) => {
        if (raw.equals(bad!) && refusals < 3) {
          refusals++
          throw new Error('disk full')
        }
        got.push(raw.toString('latin1'))
      })
      await side.hand([bad!, ...good])
      await eventually(nobodyWaits)
      assert.equal(refusals, 3)
      assert.sameMembers([...new Set(got)], texts([bad!, ...good]))
      assert.isTrue(
        good.every(
          (raw) => got.indexOf(raw.toString('latin1')) < got.indexOf(bad!.toString('latin1'))
        )
      )
    })

    spec('refuses what is too large, for good, and takes what comes after', async ({ assert }) => {
      const [small] = some(1)
      const got: number[] = []
      await begin(async (raw) => void got.push(raw.length))
      const huge = Buffer.concat([
        mail('huge', ''),
        Buffer.alloc(LARGEST_MAIL, `${'z'.repeat(74)}\r\n`),
      ])
      await side.hand([huge, small!])
      await eventually(async () => (await nobodyWaits()) && (await side.refused()) > 0)
      assert.deepEqual([...new Set(got)], [small!.length])
      assert.equal(await side.refused(), 1)
    })

    spec('stops with what it has begun, and loses nothing', async ({ assert }) => {
      const mails = some(6)
      const kept: string[] = []
      let running = 0
      let release = () => {}
      const gate = new Promise<void>((resolve) => (release = resolve))
      await begin(async (raw) => {
        running++
        if (kept.length > 0) await gate
        kept.push(raw.toString('latin1'))
        running--
      })
      await side.hand(mails)
      await eventually(() => running > 0 && kept.length > 0)
      const stopped = stop()
      stop = async () => {}
      release()
      await stopped
      assert.equal(running, 0)
      const before = kept.length
      const left = texts(await side.waiting())
      assert.sameMembers([...new Set([...kept, ...left])], texts(mails))
      assert.equal(kept.length, before)

      await begin(async (raw) => void kept.push(raw.toString('latin1')))
      await eventually(nobodyWaits)
      assert.sameMembers([...new Set(kept)], texts(mails))
    })

    spec('two mails of the same bytes are two mails', async ({ assert }) => {
      const [raw] = some(1)
      const got: string[] = []
      await begin(async (mailed) => void got.push(mailed.toString('latin1')))
      await side.hand([raw!, raw!])
      await eventually(nobodyWaits)
      await stop()
      stop = async () => {}
      assert.isAtLeast(got.length, 2)
      assert.deepEqual([...new Set(got)], texts([raw!]))
    })
  })
}
