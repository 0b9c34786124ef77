// Looks over a JSON body before it is parsed: how deep it goes, and how many objects it would become.

const quote = 0x22
const backslash = 0x5c
const [openList, closeList, openMap, closeMap] = [0x5b, 0x5d, 0x7b, 0x7d]

export interface Extent {
  readonly depth: number
  readonly objects: number
}

export function extentOf(bytes: Uint8Array): Extent {
  let [deepest, depth, objects] = [0, 0, 0]
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === quote) at = endOfText(bytes, at + 1)
    else if (byte === closeList || byte === closeMap) depth -= 1
    else if (byte === openList || byte === openMap) {
      objects += 1
      depth += 1
      if (depth > deepest) deepest = depth
    }
  }
  return { depth: deepest, objects }
}

function endOfText(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}
