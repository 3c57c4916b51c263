/** Sliders for the numbers of the file; a moved one is a `--set` for the next run. */
import type { Slider } from './protocol.ts';

export interface Sliders {
  show(sliders: readonly Slider[]): void;
  /** `name=value` of those that were moved. */
  settings(): readonly string[];
  forget(): void;
}
const positions = 400;

export function makeSliders(parent: HTMLElement, moved: () => void): Sliders {
  const values = new Map<string, number>();
  let shown = '';
  let known: readonly Slider[] = [];
  return {
    show(sliders) {
      known = sliders;
      const key = JSON.stringify(sliders);
      if (key === shown) return; // the one that is being moved keeps the focus
      shown = key;
      parent.replaceChildren(...sliders.map((slider) => rowOf(slider, values, moved)));
    },
    settings: () =>
      known.flatMap(({ name, unit }) => {
        const value = values.get(name);
        return value === undefined ? [] : [`${name}=${Number(value.toPrecision(6))} ${unit}`.trim()];
      }),
    forget() {
      values.clear();
      shown = '';
    },
  };
}

function rowOf({ name, value, unit, about }: Slider, values: Map<string, number>, moved: () => void): HTMLElement {
  const [row, input, output] = [
    document.createElement('label'),
    document.createElement('input'),
    document.createElement('output'),
  ];
  // half to double; from -1 to 1 around zero
  const [low, high] = value === 0 ? [-1, 1] : [value * 0.5, value * 2];
  const text = (v: number): string => `${Number(v.toPrecision(4))} ${unit}`.trim();
  input.type = 'range';
  input.max = String(positions);
  input.value = String(Math.round(((value - low) / (high - low)) * positions));
  output.textContent = text(value);
  row.title = `${about}; double click: as in the file`;
  input.setAttribute('aria-valuetext', text(value));
  input.oninput = () => {
    const now = low + ((high - low) * Number(input.value)) / positions;
    values.set(name, now);
    output.textContent = text(now);
    input.setAttribute('aria-valuetext', text(now));
    moved();
  };
  row.ondblclick = () => {
    values.delete(name);
    input.value = String(Math.round(((value - low) / (high - low)) * positions));
    output.textContent = text(value);
    moved();
  };
  row.append(name, input, output);
  return row;
}
