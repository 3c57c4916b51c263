import type { MessageKind } from '../diagnostic.ts';

export const machineMessages: Readonly<Record<string, MessageKind>> = {
  E0501: {
    severity: 'error',
    title: 'more lanes than are built',
    explanation: `A lane is one pipelined copy of the circuit's step; each takes one instance in every clock. One row has up to 256
of them, and never more than there are instances. Results never depend on the number of lanes, only the time of a step does.

\`\`\`qnm
target { lanes = 300 }     // refused
target { lanes = 4 }       // four instances a clock
target { rate >= 1 }       // as many as real time needs
\`\`\``,
  },
  E0502: {
    severity: 'error',
    title: 'a clock that cannot be built',
    explanation: `The clock of the hardware is a positive frequency. It decides only how fast the emulation runs, never its results.

\`\`\`qnm
target { clock = 0 Hz }      // refused
target { clock = 50 MHz }
\`\`\``,
  },
  E0503: {
    severity: 'error',
    title: 'more instances than the hardware can name',
    explanation: `Each beat of the event and state streams names its instance in 24 bits, so that a population may have up to
16,777,216 instances. The points of a sweep are the instances of a population; split the sweep:

\`\`\`qnm
experiment Low of Neuristor  { sweep in = 9 V .. 12 V by 0.1 uV }      // 30,000,001 points: refused
experiment Low of Neuristor  { sweep in = 9 V .. 12 V by 1 uV }        // 3,000,001 points
\`\`\``,
  },
  E0504: {
    severity: 'error',
    title: 'more events than the hardware can name',
    explanation: `Each beat of the event stream names the event in 16 bits. A circuit that is used many times inside another one brings
its events along; a population (an array) does not, because its instances share the names.

\`\`\`qnm
N1: Neuristor(in, bath)    N2: Neuristor(in, bath)    // ... each with an event of its own
cell: Neuristor[1000](in, bath)                       // one event, 1000 instances
\`\`\``,
  },
  E0505: {
    severity: 'error',
    title: 'a circuit without states',
    explanation: `Hardware steps states: capacitor voltages, inductor currents, temperatures, memories. A circuit of resistors
and ideal sources has none. What is recorded or measured of it follows from the stimuli of the same moment, and the host works it out: \`qnmc simulate\` is enough.

\`\`\`qnm
node o: electrical
R1: resistor(in, o) { R = 1 kΩ }      // nothing to step: refused
R2: resistor(o, gnd) { R = 1 kΩ }
C1: capacitor(o, gnd) { C = 1 nF }    // with this there is
\`\`\``,
  },
  E0506: {
    severity: 'error',
    title: 'hardware that is slower than the rate asked for',
    explanation: `\`rate\` in a target is emulated seconds per second: 1 is real time. The compiler adds lanes until it is met. Lanes do not
help where one instance needs longer from its states to its next ones than a step may take; then only a longer dt (or a simpler circuit) does.

\`\`\`qnm
dt = 10 ns   target { rate >= 1 }      // refused when the loop takes 23 clocks at 100 MHz
dt = 250 ns  target { rate >= 1 }
\`\`\``,
  },
  E0507: {
    severity: 'error',
    title: 'more populations and couplings than the hardware can name',
    explanation: `Each beat of the state stream names its part (a population, or the edges of a coupling) in 8 bits, so that a circuit may have
256 of them. Elements that are alike belong into one array:

\`\`\`qnm
cell: Neuristor[1000](in, bath)       // one population
couple cell by ring { ... }           // one coupling
\`\`\``,
  },
};
