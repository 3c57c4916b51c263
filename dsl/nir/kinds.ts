/** The primitives of NIR that are imported, their parameters, and the devices of std.nir that stand for them. */

export interface NeuronKind {
  readonly device: string;
  /** Parameters of the node in the order of the paper; the device has the same names. */
  readonly parameters: readonly string[];
  /** Those of them that are times, which must be larger than 0. */
  readonly times: readonly string[];
  /** Values of those that older versions of NIR leave out. */
  readonly defaults: Readonly<Record<string, number>>;
  /** Its output is spikes: they have a height and an event. */
  readonly spikes: boolean;
  /** v' has no time constant: the unit of time is a parameter `per` of the device. */
  readonly perUnit: boolean;
  /** What of the device is recorded: its voltage `v`, or `y` where it has none. */
  readonly shows: 'v' | 'y';
}

/**
 * J. E. Pedersen et al., Nat. Commun. 15, 8122 (2024); equations as in std.nir, parameter names as in `nir.ir.neuron` of the reference implementation.
 */
export const neuronKinds: Readonly<Record<string, NeuronKind>> = {
  LI: {
    device: 'nir_li',
    parameters: ['tau', 'r', 'v_leak'],
    times: ['tau'],
    defaults: {},
    spikes: false,
    perUnit: false,
    shows: 'v',
  },
  I: { device: 'nir_i', parameters: ['r'], times: [], defaults: {}, spikes: false, perUnit: true, shows: 'v' },
  IF: {
    device: 'nir_if',
    parameters: ['r', 'v_threshold', 'v_reset'],
    times: [],
    defaults: { v_reset: 0 },
    spikes: true,
    perUnit: true,
    shows: 'v',
  },
  LIF: {
    device: 'nir_lif',
    parameters: ['tau', 'r', 'v_leak', 'v_threshold', 'v_reset'],
    times: ['tau'],
    defaults: { v_reset: 0 },
    spikes: true,
    perUnit: false,
    shows: 'v',
  },
  CubaLI: {
    device: 'nir_cuba_li',
    parameters: ['tau_syn', 'tau_mem', 'r', 'v_leak', 'w_in'],
    times: ['tau_syn', 'tau_mem'],
    defaults: { w_in: 1 },
    spikes: false,
    perUnit: false,
    shows: 'v',
  },
  CubaLIF: {
    device: 'nir_cuba_lif',
    parameters: ['tau_syn', 'tau_mem', 'r', 'v_leak', 'v_threshold', 'v_reset', 'w_in'],
    times: ['tau_syn', 'tau_mem'],
    defaults: { w_in: 1, v_reset: 0 },
    spikes: true,
    perUnit: false,
    shows: 'v',
  },
  Threshold: {
    device: 'nir_threshold',
    parameters: ['threshold'],
    times: [],
    defaults: {},
    spikes: false,
    perUnit: false,
    shows: 'y',
  },
};

/** Nodes whose output is their input, element by element. `Flatten` keeps the order of the elements. */
export const passKinds: ReadonlySet<string> = new Set(['Output', 'Flatten', 'Pass']);
/** Nodes with a matrix. */
export const matrixKinds: ReadonlySet<string> = new Set(['Linear', 'Affine']);
