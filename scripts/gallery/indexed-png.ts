/** A picture of few colours as a PNG with a palette: a third of the bytes, and charts look the same. */
import { zlibSync } from 'fflate';

const mostColours = 256;

/** @param pixels  RGBA, opaque */
export function indexedPng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const { palette, indexOf } = paletteOf(pixels);
  const rows = new Uint8Array(height * (width + 1)); // every row begins with its filter: none
  for (let y = 0, from = 0; y < height; y++)
    for (let x = 0; x < width; x++, from += 4) rows[y * (width + 1) + 1 + x] = indexOf(from);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette
  const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
  const data = zlibSync(rows, { level: 9 });
  return joined([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** The most frequent colours, at five bits a channel; all others take the nearest of them. */
function paletteOf(pixels: Uint8Array) {
  const keyAt = (at: number): number =>
    ((pixels[at]! >> 3) << 10) | ((pixels[at + 1]! >> 3) << 5) | (pixels[at + 2]! >> 3);
  const found = new Map<number, { count: number; readonly sum: [number, number, number] }>();
  for (let at = 0; at < pixels.length; at += 4) {
    const key = keyAt(at);
    const bin = found.get(key) ?? { count: 0, sum: [0, 0, 0] };
    if (bin.count === 0) found.set(key, bin);
    bin.count++;
    for (const channel of [0, 1, 2] as const) bin.sum[channel] += pixels[at + channel]!;
  }
  const bins = [...found].sort(([, a], [, b]) => b.count - a.count).slice(0, mostColours);
  const colours = bins.map(([, { count, sum }]) => sum.map((total) => Math.round(total / count)));
  const known = new Map(bins.map(([key], index) => [key, index]));
  const nearest = (at: number): number => {
    const distances = colours.map((c) =>
      c.reduce((sum, value, channel) => sum + (value - pixels[at + channel]!) ** 2, 0),
    );
    return distances.indexOf(Math.min(...distances));
  };
  const indexOf = (at: number): number => {
    const key = keyAt(at);
    const index = known.get(key) ?? nearest(at);
    known.set(key, index);
    return index;
  };
  return { palette: Uint8Array.from(colours.flat()), indexOf };
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, checksum(bytes.subarray(4, 8 + body.length)));
  return bytes;
}
/** CRC-32 of the PNG specification (ISO 3309). */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
