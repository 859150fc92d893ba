/** Changes to the tree of a DER or BER element that leave its lengths right, so that they get past the first reader. */
import type { Random } from '#tests/fuzz/random'
import { BYTE_MUTATIONS } from '#tests/fuzz/byte_mutations'

interface Node {
  tag: number
  /** Of a constructed element. */
  children: Node[] | null
  content: Buffer
  indefinite: boolean
}

/** A changed copy; what cannot be read as ASN.1 is changed byte by byte. */
export function mutateDer(der: Buffer, random: Random): Buffer {
  const root = read(der)
  if (!root) return random.pick(BYTE_MUTATIONS)(der, random)
  const nodes = flatten(root)
  for (let rounds = random.between(1, 2); rounds > 0; rounds--) change(nodes, random)
  return write(root)
}

function change(nodes: readonly Node[], random: Random): void {
  const node = random.pick(nodes)
  const parents = nodes.filter(({ children }) => children && children.length > 0)
  const parent = random.pick(parents)
  const children = parent.children!
  const place = random.below(children.length)
  switch (random.below(11)) {
    case 0:
      children.splice(place, 1)
      break
    case 1:
      children.splice(place, 0, structuredCopy(children[place]!))
      break
    case 2:
      children.reverse()
      break
    case 3:
      children.splice(place, 0, structuredCopy(node))
      break
    case 4:
      children[place] = structuredCopy(node)
      break
    case 5:
      node.tag = random.chance(2) ? node.tag ^ (1 << random.below(8)) : random.pick(TAGS)
      break
    case 6:
      node.indefinite = node.children !== null && !node.indefinite
      break
    case 7:
      children.push({ tag: 5, children: null, content: Buffer.alloc(0), indefinite: false })
      break
    case 8: {
      // The same value in BER's other ways: an OCTET STRING in pieces.
      if (node.children || node.content.length < 2) break
      const half = node.content.length >> 1
      const piece = (content: Buffer): Node => ({
        tag: 4,
        children: null,
        content,
        indefinite: false,
      })
      node.children = [piece(node.content.subarray(0, half)), piece(node.content.subarray(half))]
      node.tag |= 0x20
      break
    }
    default: {
      const leaf = random.pick(nodes.filter((item) => !item.children && item.content.length > 0))
      leaf.content = random.pick(BYTE_MUTATIONS)(leaf.content, random)
    }
  }
}

const TAGS = [
  0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x30, 0x31, 0x80, 0xa0, 0xa1,
]

function flatten(node: Node): Node[] {
  const found: Node[] = []
  const waiting = [node]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    found.push(next)
    if (next.children) waiting.push(...next.children)
  }
  return found
}

function structuredCopy(node: Node): Node {
  return { ...node, children: node.children?.map(structuredCopy) ?? null }
}

function read(der: Buffer): Node | null {
  const parsed = element(der, 0, der.length, 0)
  return parsed && parsed.next === der.length ? parsed.node : null
}

function element(
  bytes: Buffer,
  at: number,
  end: number,
  depth: number
): { node: Node; next: number } | null {
  if (at + 2 > end || depth > 40) return null
  const tag = bytes[at]!
  let length = bytes[at + 1]!
  let start = at + 2
  const indefinite = length === 0x80
  if (length > 0x80) {
    const count = length & 0x7f
    if (count > 4 || start + count > end) return null
    length = bytes.readUIntBE(start, count)
    start += count
  }
  const stop = indefinite ? end : start + length
  if (stop > end) return null
  if (!(tag & 0x20)) {
    const content = Buffer.from(bytes.subarray(start, stop))
    return indefinite ? null : { node: { tag, children: null, content, indefinite }, next: stop }
  }
  const children: Node[] = []
  for (let place = start; ;) {
    if (indefinite && bytes[place] === 0 && bytes[place + 1] === 0) {
      return { node: { tag, children, content: Buffer.alloc(0), indefinite }, next: place + 2 }
    }
    if (!indefinite && place === stop) break
    const child = element(bytes, place, stop, depth + 1)
    if (!child) return null
    children.push(child.node)
    place = child.next
  }
  return { node: { tag, children, content: Buffer.alloc(0), indefinite }, next: stop }
}

function write(node: Node): Buffer {
  const content = node.children ? Buffer.concat(node.children.map(write)) : node.content
  if (node.indefinite && node.children) {
    return Buffer.concat([Buffer.from([node.tag, 0x80]), content, Buffer.from([0, 0])])
  }
  const { length } = content
  const size: number[] = []
  if (length < 0x80) size.push(length)
  else {
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest & 255)
    size.unshift(0x80 | size.length)
  }
  return Buffer.concat([Buffer.from([node.tag, ...size]), content])
}
