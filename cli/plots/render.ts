/** Vega-Lite to SVG and PNG, without a browser. */
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

export interface Picture {
  readonly svg: string;
  readonly png: Uint8Array;
}

export async function render(spec: TopLevelSpec): Promise<Picture> {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', logLevel: vega.Error });
  try {
    const svg = await view.toSVG();
    const png = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: 1.5 },
      font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
      background: 'white',
    });
    return { svg, png: png.render().asPng() };
  } finally {
    view.finalize();
  }
}
