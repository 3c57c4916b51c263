/** One look for every picture: legible at half its size, colours that colour-blind readers tell apart (Okabe and Ito 2008). */
import type { Config } from 'vega-lite';

export const palette = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'];

export const theme: Config = {
  background: 'white',
  font: 'DejaVu Sans, Helvetica, Arial, sans-serif',
  padding: 16,
  title: { fontSize: 20, fontWeight: 600, subtitleFontSize: 15, subtitleColor: '#555', anchor: 'start', offset: 12 },
  axis: {
    labelFontSize: 16,
    titleFontSize: 17,
    titleFontWeight: 500,
    titlePadding: 10,
    gridColor: '#e4e4e4',
    domainColor: '#555',
    tickColor: '#555',
    labelOverlap: 'greedy',
  },
  legend: {
    labelFontSize: 16,
    titleFontSize: 16,
    titleFontWeight: 500,
    symbolSize: 160,
    symbolStrokeWidth: 3,
    labelLimit: 300,
    titleLimit: 320,
  },
  line: { strokeWidth: 1.6, strokeJoin: 'bevel' },
  range: { category: palette },
  view: { stroke: '#bbb' },
};
