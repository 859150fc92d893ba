import { test } from '@japa/runner'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { samples } from '#help/integration/samples'
import { helpPicture, HELP_PICTURES } from '#help/pictures'

interface Vectors {
  url_signatures: {
    name: string
    kid: string
    secret: string
    signed_url: string
    parameters: Record<string, string>
  }[]
}

test.group('Sample code of the integration document', () => {
  test('[R3.7] the Node sample accepts every published vector and refuses it once touched', async ({
    assert,
    cleanup,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), 'etalase-sample-'))
    cleanup(() => rm(folder, { recursive: true, force: true }))
    const vectors: Vectors = JSON.parse(
      await readFile(new URL('../../../app/forwarding/test_vectors.json', import.meta.url), 'utf8')
    )
    for (const [index, vector] of vectors.url_signatures.entries()) {
      const file = join(folder, `sample${index}.mjs`)
      await writeFile(file, samples(vector)[0]!.code)
      const { checkCall } = await import(pathToFileURL(file).href)
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
