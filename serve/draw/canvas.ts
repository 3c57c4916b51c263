/** A canvas in device pixels with axes: what all pictures of the page share. */
import type { Unit } from '../protocol.ts';

/** Okabe and Ito, those with the most contrast to the ground first. */
const onLight = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];
const onDark = ['#56B4E9', '#E69F00', '#00C490', '#CC79A7', '#F0E442', '#D55E00'];
/** The colour of curve `n`. */
export function curveColour(n: number): string {
  const colours = window.matchMedia('(prefers-color-scheme: dark)').matches ? onDark : onLight;
  return colours[n % colours.length]!;
}
const prefixes: readonly (readonly [number, string])[] = [
  [1e-15, 'f'], [1e-12, 'p'], [1e-9, 'n'], [1e-6, 'µ'], [1e-3, 'm'], [1, ''], [1e3, 'k'], [1e6, 'M'], [1e9, 'G'], [1e12, 'T'],
]; // biome-ignore format: a table
const prefixable = new Set(['s', 'V', 'A', 'W', 'J', 'C', 'F', 'H', 'Ω', 'S', 'Hz', 'm', 'K', 'T', 'Wb', 'N', 'Pa']);

/** The unit in which values up to `largest` (SI) are shown: a plain unit takes the prefix that brings them near 1. */
export function shownUnit(unit: Unit, largest: number): Unit {
  if (unit.scale !== 1 || !prefixable.has(unit.text) || !(largest > 0)) return unit;
  let chosen = prefixes[0]!;
  for (const prefix of prefixes) if (largest >= prefix[0] * 0.9999) chosen = prefix;
  return { text: chosen[1] + unit.text, scale: 1 / chosen[0] };
}
export const label = (name: string, unit: Unit): string => (unit.text === '' ? name : `${name} (${unit.text})`);

export interface Range {
  readonly low: number;
  readonly high: number;
}
export function rangeOf(values: Iterable<number>): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: 0, high: 1 };
  const margin = (high - low || Math.abs(high) || 1) * 0.04;
  return { low: low - margin, high: high + margin };
}
export const largestOf = ({ low, high }: Range): number => Math.max(Math.abs(low), Math.abs(high));

/** About `count` round numbers in a range. */
export function ticksOf({ low, high }: Range, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((each) => each >= rough) ?? rough;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) ticks.push(k * step);
  return ticks;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
export class Pen {
  readonly width: number;
  readonly height: number;
  readonly context: CanvasRenderingContext2D;
  readonly ink: string;
  readonly dim: string;
  readonly grid: string;

  /** Fits the canvas to its element, at the screen's resolution, and clears it. */
  constructor(canvas: HTMLCanvasElement, height: number) {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.max(120, canvas.parentElement!.clientWidth);
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = `${height}px`;
    }
    this.width = width;
    this.height = height;
    this.context = canvas.getContext('2d')!;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
    this.context.font = '13px system-ui, "DejaVu Sans", sans-serif';
    const style = getComputedStyle(document.body);
    this.ink = style.getPropertyValue('--ink').trim();
    this.dim = style.getPropertyValue('--dim').trim();
    this.grid = style.getPropertyValue('--line').trim();
  }
  /** Grid, numbers and titles of a panel; gives the functions from values to pixels. */
  axes(box: Box, x: Range, y: Range, titles: { readonly x: string | null; readonly y: string }) {
    const { context } = this;
    const xOf = (value: number): number => box.left + ((value - x.low) / (x.high - x.low)) * box.width;
    const yOf = (value: number): number => box.top + box.height - ((value - y.low) / (y.high - y.low)) * box.height;
    context.lineWidth = 1;
    context.strokeStyle = this.grid;
    context.fillStyle = this.ink;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const tick of ticksOf(y, Math.max(2, box.height / 45))) {
      this.line([box.left, yOf(tick), box.left + box.width, yOf(tick)]);
      context.fillText(numberText(tick), box.left - 6, yOf(tick));
    }
    context.textAlign = 'center';
    context.textBaseline = 'top';
    for (const tick of ticksOf(x, Math.max(2, box.width / 90))) {
      this.line([xOf(tick), box.top, xOf(tick), box.top + box.height]);
      if (titles.x !== null) context.fillText(numberText(tick), xOf(tick), box.top + box.height + 5);
    }
    context.strokeRect(box.left, box.top, box.width, box.height);
    context.textAlign = 'left';
    context.textBaseline = 'bottom';
    context.fillText(titles.y, box.left + 2, box.top - 3);
    if (titles.x !== null) {
      context.textAlign = 'right';
      context.textBaseline = 'top';
      context.fillStyle = this.dim;
      context.fillText(titles.x, box.left + box.width, box.top + box.height + 21);
    }
    return { xOf, yOf };
  }
  private line([x1, y1, x2, y2]: readonly [number, number, number, number]): void {
    this.context.beginPath();
    this.context.moveTo(x1, y1);
    this.context.lineTo(x2, y2);
    this.context.stroke();
  }
  /** A curve clipped to its panel. */
  curve(box: Box, colour: string, points: number, at: (k: number) => readonly [number, number]): void {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    for (let k = 0; k < points; k++) context.lineTo(...(at(k) as [number, number]));
    context.stroke();
    context.restore();
  }
}
export const numberText = (value: number): string => String(Number(value.toPrecision(5)));
