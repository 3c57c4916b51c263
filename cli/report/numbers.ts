/** How figures are written for a person. */

/** Three digits, or as many as asked for, and a prefix: `2.96 MHz`, `1.31 µs`. */
export function engineering(value: number, unit: string, figures = 3): string {
  if (value === 0 || !Number.isFinite(value)) return `${value} ${unit}`;
  const power = Math.max(-15, Math.min(12, Math.floor(Math.log10(Math.abs(value) * 1.0000001) / 3) * 3));
  const prefix = {
    '-15': 'f',
    '-12': 'p',
    '-9': 'n',
    '-6': 'µ',
    '-3': 'm',
    '0': '',
    '3': 'k',
    '6': 'M',
    '9': 'G',
    '12': 'T',
  }[String(power)]!;
  return `${Number((value / 10 ** power).toPrecision(figures))} ${prefix}${unit}`;
}

/** A part as per cent or parts per million. */
export function part(value: number | null): string {
  if (value === null) return '-';
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return 'unbounded';
  return Math.abs(value) >= 1e-5
    ? `${Number((value * 100).toPrecision(3))} %`
    : `${Number((value * 1e6).toPrecision(3))} ppm`;
}

export function digits(value: number | null, count = 5): string {
  return value === null || !Number.isFinite(value) ? '-' : String(Number(value.toPrecision(count)));
}

/** What was measured: whole numbers (counts) in full, others to six digits. */
export function figure(value: number | null): string {
  return value !== null && Number.isSafeInteger(value) ? String(value) : digits(value, 6);
}

/** A figure that missed what was wanted (both in the unit shown), with the digits in which they differ. */
export function missed(value: number, wanted: number | null): string {
  const apart = wanted === null || !Number.isFinite(wanted) ? 0 : Math.abs(value - wanted);
  if (!Number.isFinite(value) || apart === 0) return figure(value);
  const count = Math.ceil(Math.log10(Math.max(Math.abs(value), Math.abs(wanted!)) / apart)) + 2;
  return Number.isSafeInteger(value) ? String(value) : digits(value, Math.min(15, Math.max(6, count)));
}

/** Three digits of a quantity: with a prefix where the unit is one of SI and stands alone, otherwise with a power of ten where it is small. */
export function quantity(value: number, unit: { readonly text: string; readonly scale: number }): string {
  const shown = value * unit.scale;
  if (unit.scale === 1 && /^[A-JL-ZΩ]|^(K|m|s)\b/.test(unit.text)) return engineering(shown, unit.text);
  const small = shown !== 0 && Math.abs(shown) < 1e-3;
  return `${small ? shown.toExponential(2) : digits(shown, 3)} ${unit.text}`.trimEnd();
}

/** 20000 -> `20,000`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export function seconds(value: number): string {
  return value < 0.0995 ? `${Math.round(value * 1000)} ms` : `${Number(value.toPrecision(2))} s`;
}

/** `1 instance`, `20,000 instances`. */
export function counted(value: number, word: string): string {
  return `${grouped(value)} ${word}${value === 1 ? '' : 's'}`;
}
