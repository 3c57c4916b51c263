/**
 * Threefry-2x32 with 20 rounds: a keyed bijection of 64-bit counters, so that a random number has an address instead of a
 * history. Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11,
 * doi:10.1145/2063384.2063405; rotations, parity word and known answers from the authors' Random123 library.
 */

/** Exclusive or of all words of the key schedule (Skein's constant, low word). */
const parity = 0x1bd11bda;

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

/**
 * The two 32-bit words of counter (c0, c1) under key (k0, k1), written to `out`. All numbers are taken modulo 2^32.
 * Written out round by round: this is the inner loop of every noisy run.
 */
export function threefry(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  const k2 = k0 ^ k1 ^ parity;
  let a = (c0 + k0) | 0;
  let b = (c1 + k1) | 0;
  a = (a + b) | 0;
  b = rotate(b, 13) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 15) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 26) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 6) ^ a;
  a = (a + k1) | 0;
  b = (b + k2 + 1) | 0;
  a = (a + b) | 0;
  b = rotate(b, 17) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 29) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 16) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 24) ^ a;
  a = (a + k2) | 0;
  b = (b + k0 + 2) | 0;
  a = (a + b) | 0;
  b = rotate(b, 13) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 15) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 26) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 6) ^ a;
  a = (a + k0) | 0;
  b = (b + k1 + 3) | 0;
  a = (a + b) | 0;
  b = rotate(b, 17) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 29) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 16) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 24) ^ a;
  a = (a + k1) | 0;
  b = (b + k2 + 4) | 0;
  a = (a + b) | 0;
  b = rotate(b, 13) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 15) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 26) ^ a;
  a = (a + b) | 0;
  b = rotate(b, 6) ^ a;
  out[0] = a + k2;
  out[1] = b + k0 + 5;
}
