/** Pictures of one result into its folder. */
import type { ResultFolder } from '../write-whole.ts';
import { chooseAnimations, choosePlots, type PlotWish } from './index.ts';
import { render } from './render.ts';
import type { PlotResult } from './result.ts';

export interface Drawn {
  readonly name: string;
  readonly svg: string;
}

/** Writes `NAME.svg` and `NAME.png` for each picture, `NAME.html` for what moves; gives the SVG texts for the page. */
export async function draw(
  result: PlotResult,
  wishes: readonly PlotWish[],
  stop: number,
  folder: ResultFolder,
): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  for (const { name, spec } of choosePlots(result, wishes, stop)) {
    const picture = await render(spec);
    folder.write(`${name}.svg`, picture.svg);
    folder.write(`${name}.png`, picture.png);
    drawn.push({ name, svg: picture.svg });
  }
  for (const { name, page } of chooseAnimations(result, wishes)) folder.write(`${name}.html`, page);
  return drawn;
}
