/** Frames on a serial line: CRC-32 behind the message, COBS over both, zeros between frames. */

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});
/** CRC-32 of IEEE 802.3 (polynomial 0x04c11db7, reflected, inverted at both ends). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Consistent overhead byte stuffing: S. Cheshire, M. Baker, IEEE/ACM Trans. Netw. 7, 159 (1999). No zero is left. */
export function cobsEncode(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + Math.floor(bytes.length / 254) + 1);
  let [code, at] = [0, 1];
  const close = (): void => {
    out[code] = at - code;
    code = at++;
  };
  for (const byte of bytes) {
    if (byte === 0) close();
    else {
      out[at++] = byte;
      if (at - code === 0xff) close();
    }
  }
  out[code] = at - code;
  return out.subarray(0, at);
}
/** The other way; null where the code is broken. */
export function cobsDecode(bytes: Uint8Array): Uint8Array | null {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at]!;
    if (code === 0 || at + code > bytes.length) return null;
    for (let i = 1; i < code; i++) out.push(bytes[at + i]!);
    at += code;
    if (code < 0xff && at < bytes.length) out.push(0);
  }
  return Uint8Array.from(out);
}

/** A message as it goes over the line, with a zero on both sides. */
export function encodeFrame(message: Uint8Array): Uint8Array {
  const checked = new Uint8Array(message.length + 4);
  checked.set(message);
  new DataView(checked.buffer).setUint32(message.length, crc32(message), true);
  const coded = cobsEncode(checked);
  const frame = new Uint8Array(coded.length + 2);
  frame.set(coded, 1);
  return frame;
}

/** Bytes longer than this without a zero are no frame. */
const longestFrame = 4096;

/** Collects bytes as they come, in any pieces, and hands out whole messages; damaged ones are counted. */
export class FrameReader {
  damaged = 0;
  private readonly bytes = new Uint8Array(longestFrame);
  private count = 0;
  private tooLong = false;

  /** @param message  called for each message whose check sum is right */
  read(chunk: Uint8Array, message: (bytes: Uint8Array) => void): void {
    for (const byte of chunk) {
      if (byte !== 0) {
        if (this.count === longestFrame) this.tooLong = true;
        else this.bytes[this.count++] = byte;
        continue;
      }
      const frame = this.bytes.slice(0, this.count);
      const broken = this.tooLong;
      this.count = 0;
      this.tooLong = false;
      if (frame.length === 0) continue;
      const found = broken ? null : checkedMessage(frame);
      if (found === null) this.damaged++;
      else message(found);
    }
  }
}
function checkedMessage(frame: Uint8Array): Uint8Array | null {
  const decoded = cobsDecode(frame);
  if (decoded === null || decoded.length < 8) return null;
  const message = decoded.subarray(0, decoded.length - 4);
  const view = new DataView(decoded.buffer, decoded.byteOffset, decoded.byteLength);
  return view.getUint32(message.length, true) === crc32(message) ? message : null;
}
