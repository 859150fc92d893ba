/** Changes that know nothing of what they change. */
import type { Random } from '#tests/fuzz/random'

export type Mutation = (bytes: Buffer, random: Random) => Buffer

const splice = (bytes: Buffer, at: number, remove: number, ...insert: Uint8Array[]) =>
  Buffer.concat([bytes.subarray(0, at), ...insert, bytes.subarray(at + remove)])

const flipBit: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes)
  changed[random.below(bytes.length)]! ^= 1 << random.below(8)
  return changed
}

const setByte: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes)
  const interesting = [0, 9, 10, 13, 32, 34, 40, 41, 45, 47, 58, 60, 62, 64, 127, 128, 255]
  changed[random.below(bytes.length)] = random.pick(interesting)
  return changed
}

const insert: Mutation = (bytes, random) =>
  splice(bytes, random.below(bytes.length + 1), 0, random.bytes(random.between(1, 8)))

const remove: Mutation = (bytes, random) =>
  splice(bytes, random.below(bytes.length), random.between(1, 40))

const duplicate: Mutation = (bytes, random) => {
  const from = random.below(bytes.length)
  const piece = bytes.subarray(from, from + random.between(1, 200))
  return splice(bytes, random.chance(2) ? from : random.below(bytes.length), 0, piece)
}

const cut: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length))

const blank: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes)
  const from = random.below(bytes.length)
  changed.fill(
    random.pick([0, 32, 48, 255]),
    from,
    Math.min(bytes.length, from + random.between(1, 32))
  )
  return changed
}

export const BYTE_MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  flipBit,
  setByte,
  insert,
  remove,
  duplicate,
  cut,
  blank,
]
