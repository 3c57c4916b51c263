/** Graphs of NIR as tests write them: trees without a file. */
import { importNir, type NirEntry, type NirGroup, type NirOptions } from '../../dsl/nir/index.ts';

export const group = (entries: Readonly<Record<string, NirEntry>>): NirGroup => ({
  kind: 'group',
  entries: new Map(Object.entries(entries)),
});
export const text = (value: string): NirEntry => ({ kind: 'texts', shape: [], texts: [value] });
export const numbers = (values: readonly number[], shape: readonly number[] = [values.length]): NirEntry => ({
  kind: 'numbers',
  shape,
  numbers: values,
});
export const node = (type: string, parameters: Readonly<Record<string, NirEntry>> = {}): NirGroup =>
  group({ type: text(type), ...parameters });
export const graph = (
  nodes: Readonly<Record<string, NirEntry>>,
  edges: readonly (readonly [string, string])[],
): NirGroup =>
  group({
    type: text('NIRGraph'),
    nodes: group(nodes),
    edges: { kind: 'texts', shape: [edges.length, 2], texts: edges.flat() },
  });
export const plain: NirOptions = { base: 'model', unit: 1, dt: null };
export const read = (top: NirEntry, options: Partial<NirOptions> = {}) =>
  importNir('model.nir', group({ node: top }), { ...plain, ...options });
