// sfc32, the small fast counting generator of Chris Doty-Humphrey (PractRand, 2010). Keys are stirred by the 32-bit
// finaliser "lowbias32" of Chris Wellons (2018), as splitmix stirs its counter.

/** 128 bits that name a stream. */
export type StreamKey = readonly [number, number, number, number];

/** The key from which every seed's key is derived. */
export const ROOT_KEY: StreamKey = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];

function stir(word: number): number {
  const a = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  const b = Math.imul(a ^ (a >>> 15), 0x846ca68b);
  return b ^ (b >>> 16);
}

/** The key that belongs to a label, any finite number, below another key. */
export function deriveKey(key: StreamKey, label: number): StreamKey {
  const whole = Math.floor(label);
  const low = whole >>> 0;
  const high = Math.floor(whole / 2 ** 32) >>> 0;
  const fraction = ((label - whole) * 2 ** 32) >>> 0;
  const [a, b, c, d] = key.map((word, i) => {
    const spread = stir((word + Math.imul(0x9e3779b9, i + 1)) | 0);
    return stir(stir((stir(spread ^ low) + high) | 0) ^ fraction);
  }) as [number, number, number, number];
  return [a ^ stir(d), b ^ stir(a), c ^ stir(b), d];
}

/** A stream of whole numbers in [0, 2^32), each equally likely. */
export function createStream(key: StreamKey): () => number {
  const state = Int32Array.of(...key);
  const draw = (): number => {
    const a = state[0] as number;
    const b = state[1] as number;
    const c = state[2] as number;
    const counter = state[3] as number;
    const t = (a + b + counter) | 0;
    state[3] = (counter + 1) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 16; i++) draw();
  return draw;
}
