/** SHA-256 (FIPS 180-4) of a text in UTF-8, in plain TypeScript so that it also runs in a browser, and synchronously. */

/** First 32 bits of the fractional parts of the roots of the first primes. */
function primeRoots(count: number, root: 2 | 3): Uint32Array {
  const result = new Uint32Array(count);
  for (let n = 2, found = 0; found < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) result[found++] = fractionBits(BigInt(n), root);
  }
  return result;
}
/** floor(frac(n^(1/root)) * 2^32), exact: the integer root of n * 2^(32 root). */
function fractionBits(n: bigint, root: 2 | 3): number {
  const target = n << BigInt(32 * root);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(root) <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}
const initial = Int32Array.from(primeRoots(8, 2));
const constants = Int32Array.from(primeRoots(64, 3));

/** Bytes behind the last whole block, the bit that ends the message, its length in bits. */
function tailOf(message: Uint8Array): Uint8Array {
  const rest = message.subarray(message.length - (message.length % 64));
  const bytes = new Uint8Array(rest.length + 9 > 64 ? 128 : 64);
  bytes.set(rest);
  bytes[rest.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor((message.length * 8) / 2 ** 32));
  view.setUint32(bytes.length - 4, (message.length * 8) >>> 0);
  return bytes;
}

/** Words of the block that is worked on. */
const w = new Int32Array(64);

/** All whole blocks of `bytes`. Every sum is cut to 32 bits at once, so that engines keep to integers. */
function compress(state: Int32Array, bytes: Uint8Array): void {
  for (let offset = 0; offset + 64 <= bytes.length; offset += 64) {
    for (let i = 0, at = offset; i < 16; i++, at += 4)
      w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (((w[i - 16]! + s0) | 0) + ((w[i - 7]! + s1) | 0)) | 0;
    }
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (((((h + s1) | 0) + ((e & f) ^ (~e & g))) | 0) + ((constants[i]! + w[i]!) | 0)) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0]! += a;
    state[1]! += b;
    state[2]! += c;
    state[3]! += d;
    state[4]! += e;
    state[5]! += f;
    state[6]! += g;
    state[7]! += h;
  }
}

/** How long texts are hashed: Node has the same function in machine code, some thirty times faster. */
let hashLong: (text: string) => string = digest;
const longText = 2 ** 14;

/** Hands in another SHA-256 for long texts (memory images); it must give the same digits. */
export function useSha256(same: (text: string) => string): void {
  hashLong = same;
}

/** 64 hexadecimal digits. */
export function sha256(text: string): string {
  return text.length < longText ? digest(text) : hashLong(text);
}
/** In TypeScript, for every length. */
export function digest(text: string): string {
  const message = new TextEncoder().encode(text);
  const state = initial.slice();
  compress(state, message);
  compress(state, tailOf(message));
  return Array.from(state, (x) => (x >>> 0).toString(16).padStart(8, '0')).join('');
}
