/** Sliders for the numbers of the file; a moved one is a `--set` for the next run. */
import type { Slider } from './protocol.ts';

export interface Sliders {
  show(sliders: readonly Slider[]): void;
  /** `name=value` of those that were moved. */
  settings(): readonly string[];
  forget(): void;
}
const positions = 400;

/** Where a slider was moved to, and what stood in the file then: a number that is edited there begins anew. */
interface Moved {
  readonly to: number;
  readonly from: string;
}
const written = ({ value, unit }: Slider): string => `${value} ${unit}`;
function movedTo(slider: Slider, values: ReadonlyMap<string, Moved>): number | null {
  const moved = values.get(slider.name);
  return moved?.from === written(slider) ? moved.to : null;
}

export function makeSliders(parent: HTMLElement, moved: () => void): Sliders {
  const values = new Map<string, Moved>();
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
      known.flatMap((slider) => {
        const { name, unit } = slider;
        const to = movedTo(slider, values);
        return to === null ? [] : [`${name}=${Number(to.toPrecision(6))} ${unit}`.trim()];
      }),
    forget() {
      values.clear();
      shown = '';
    },
  };
}

function rowOf(slider: Slider, values: Map<string, Moved>, moved: () => void): HTMLElement {
  const { name, value, unit, about } = slider;
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
  const show = (now: number): void => {
    input.value = String(Math.round(((now - low) / (high - low)) * positions));
    output.textContent = text(now);
    input.setAttribute('aria-valuetext', text(now));
  };
  show(movedTo(slider, values) ?? value);
  row.title = `${about}; double click: as in the file`;
  input.oninput = () => {
    const now = low + ((high - low) * Number(input.value)) / positions;
    values.set(name, { to: now, from: written(slider) });
    output.textContent = text(now);
    input.setAttribute('aria-valuetext', text(now));
    moved();
  };
  row.ondblclick = () => {
    values.delete(name);
    show(value);
    moved();
  };
  row.append(name, input, output);
  return row;
}
