import type { MessageKind } from '../diagnostic.ts';

/** E029: what is read and checked, and has no hardware form in this version. */
export const loweringMessages: Readonly<Record<string, MessageKind>> = {
  E0290: {
    severity: 'error',
    title: 'arrays at this place have no hardware form in this version',
    explanation: `Arrays and couplings stand in the circuit that an experiment runs, or in circuits of the same file that it is made of; the elements of an array
may be such circuits when they have no states of their own beside arrays. One element of an array is read by a \`let\`, a rate, a block or an
event of the circuit that has the array, and in experiments; instances see each other by \`couple\`.

\`\`\`
circuit Layer(in: electrical) {
  state u = 0   u' = -u / 1 us
  cell: Neuristor[100](in, bath)
}
circuit Net { layer: Layer[3](in) }         // before: three times one state and an array

device Leak(s: neural owner) { state u = 0   u' = -u / 1 us   s(s) = u }
circuit Layer(in: electrical) {
  leak: Leak()
  cell: Neuristor[100](in, bath)
}
circuit Net { layer: Layer[3](in) }         // after: [3] and [3, 100]
\`\`\``,
  },
  E0291: {
    severity: 'error',
    title: 'nothing can be drawn here',
    explanation: `\`noise\`, \`uniform\`, \`normal\` and \`gaussian\` belong in the body of a device or circuit: in rates, \`let\`s and blocks they are drawn in
every step, in parameters and initial values once before the run. Only what is drawn once may have its own seed.

\`\`\`
function shaken(x) = x + noise                 // wrong
u' = -u / tau + sigma * noise                  // right: sigma in the unit of u per root of a second

let x = normal(0, 1, seed: 7)                  // wrong: drawn in every step, with the seed of the experiment
param R = normal(1 kΩ, 50 Ω, seed: 7)          // right: drawn once for each instance
\`\`\``,
  },
  E0292: {
    severity: 'error',
    title: 'a state that cannot be stored in this way',
    explanation: `A state with \`log\` is stored as its logarithm: a plain number with a first derivative, above zero at the start and in its range.
A state with \`step\` moves only so often, by what its rate was in the meantime: anything with a first derivative but a direction.

\`\`\`
state I = 0 in 0 .. 40 log             // before: there is no logarithm of 0
state I = 1e-6 in 1e-7 .. 40 log       // after: the smallest number that matters
\`\`\``,
  },
  E0293: {
    severity: 'error',
    title: 'phases that do not fit together',
    explanation: `An experiment may run in phases. Each sets ports and \`host param\`s at its beginning, which then stay until another phase sets them; a
\`repeat\` goes through rows of data, in order or shuffled. \`on end of NAME\` in a device and \`at end of NAME\` of a measure look at the
last moment of a phase, with what it had set. Something here names a phase or rows that are not there, or has no value before a phase sets it.

\`\`\`
data rows from "xor.csv" (x1, x2, y)
repeat 3000 over shuffled(rows, 7) {
  phase free for 40 us   { a = x1   b = x2   beta = 0   target = y }
  phase nudged for 20 us { beta = 0.5 }
}
measure error = mean((out.v - target)^2) at end of free over last 4
\`\`\``,
  },
  E0295: {
    severity: 'error',
    title: 'a network that cannot be solved as it says',
    explanation: `\`solve NAME by relaxation { sweeps = 32 }\` makes a state of each node without storage of the array, instance or node NAME, and of each \`dt\` 32 steps; in each of them
the node moves by \`damping\` (0.9) times the sum of the currents into it over the sum of the conductances at it. What couplings conduct must not change in the run; what the circuit itself
conducts may. \`solve NAME by direct\` inverts the matrix of one circuit before the run: all of its conductances are constant, and it is no array that couplings join.

\`\`\`
solve wires by relaxation { sweeps = 32 }
solve ladder by direct
Cw: capacitor(wire, gnd) { C = 1 fF }      // the third way, instead of either
\`\`\``,
  },
  E0297: {
    severity: 'error',
    title: 'an order of updates on an edge',
    explanation: `\`coloured\` and \`sequential\` say which units of an array are updated together: never two that a coupling joins. The devices of a coupling
are the edges of that graph, they have no order; they read their ends as they are at the beginning of a step.

\`\`\`
device Synapse(pre: neural, post: neural) {
  every 10 ns update = coloured { w = w + uniform(0, 1) }      // before
  every 10 ns { w = w + uniform(0, 1) }                        // after
}
\`\`\``,
  },
  E0299: {
    severity: 'error',
    title: 'this has no hardware form in this version',
    explanation: `The message names what it is and what says the same in another way.

\`\`\`
table f(x: V, y: K, z: T, a: rad) -> A from "iv.csv"   // before: four variables
table f(x: V, y: K, z: T) -> A from "iv.csv"           // after: one to three
\`\`\``,
  },
};
