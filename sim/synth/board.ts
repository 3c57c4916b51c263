/** What is known of a board and of the device on it: data from `boards/NAME/board.toml`. */

/** Families whose tools are known; each has a file in `families/`. */
export const familyNames = ['ecp5', 'ice40', 'gowin', 'xilinx'] as const;
export type FamilyName = (typeof familyNames)[number];

/** What a device has, or what a design needs: look-up tables with four inputs (six: Xilinx), registers, multipliers, block RAMs. */
export interface Resources {
  readonly lut: number;
  readonly ff: number;
  readonly dsp: number;
  readonly bram: number;
}
export const resourceNames = ['lut', 'ff', 'dsp', 'bram'] as const;

export interface Board {
  /** Folder below `boards/`, and what `--board` says. */
  readonly name: string;
  readonly title: string;
  readonly family: FamilyName;
  /** Name of the device as its maker writes it. */
  readonly device: string;
  readonly resources: Resources;
  /** Oscillator, Hz. */
  readonly oscillator: number;
  /** Clocks that the compiler chooses from where none is asked for, Hz. */
  readonly clocks: readonly number[];
  /** Times of logic as multiples of those of an ECP5 of the slow grade, for which the pipeline is cut. */
  readonly slowness: number;
  /** Nanoseconds that every stage loses to the ways of a large device, whatever its logic. */
  readonly detour: number;
  /** Baud rate of the UART bridge. */
  readonly baud: number;
  /** The queues of the host interface hold 2^n words each. */
  readonly queueBits: number;
  /** Template of the top and its module; the file of constraints. */
  readonly top: { readonly template: string; readonly module: string };
  readonly constraints: string;
  /** Arguments of the place-and-route program that name the device. */
  readonly route: readonly string[];
  /** Template of a project for the maker's own tool; null: the bitstream is made here. */
  readonly project: string | null;
  /** Arguments of openFPGALoader; null: the maker's own tool loads the board. */
  readonly flash: { readonly board: string; readonly permanent: readonly string[] } | null;
}

/** Output of a PLL: what it is set to, in the words of the family's template. */
export interface PllSettings {
  /** Hz that come out. */
  readonly clock: number;
  readonly view: Readonly<Record<string, string | number>>;
}

/** "lut": what people call it on this family. */
export const resourceText: Readonly<Record<keyof Resources, string>> = {
  lut: 'LUT',
  ff: 'FF',
  dsp: 'DSP',
  bram: 'block RAM',
};
