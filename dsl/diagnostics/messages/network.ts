import type { MessageKind } from '../diagnostic.ts';

const error = (title: string, explanation: string): MessageKind => ({ severity: 'error', title, explanation });
const warning = (title: string, explanation: string): MessageKind => ({ severity: 'warning', title, explanation });

/** E03, W03: networks, rates, events and blocks: what stands between the equations and one step of them. */
export const networkMessages: Readonly<Record<string, MessageKind>> = {
  E0301: error(
    'a node floats',
    `Kirchhoff's laws give differences of potential; something must tie them to a given one. A node, or a group of nodes, that has
no path to a reference, a fixed node or a port could sit at any potential.

\`\`\`
node a: electrical   node b: electrical
R1: resistor(a, b) { R = 1 kΩ }       // wrong: a and b float together

R1: resistor(a, b)   { R = 1 kΩ }
R2: resistor(b, gnd) { R = 1 kΩ }     // right
\`\`\``,
  ),
  E0302: error(
    'the equations do not determine a potential or a flow',
    `There are as many potentials and flows as equations, but some of them say nothing about this one: a gain of exactly 1 in a
loop, two nodes that follow each other, a resistance of exactly minus another.

\`\`\`
E1: follower(a, b)   E2: follower(b, a)     // wrong: each says that it is what the other is

E1: follower(a, b)   R1: resistor(b, in) { R = 1 kΩ }      // right
\`\`\``,
  ),
  E0303: error(
    'a device is not linear in a potential that has no storage',
    `A potential without storage is eliminated before the hardware is made, so the network must be linear in it. Here a device bends
with it (a diode, a switch that compares it, a product with itself).

\`\`\`
R1: resistor(in, mid) { R = 1 kΩ }
D1: diode(mid, gnd)                     // wrong: the diode's current is an exponential of V(mid)

C1: capacitor(mid, gnd) { C = 10 pF }   // right, beside them: V(mid) is now a state
solve mid by relaxation { sweeps = 8 }  // right as well: eight steps of Newton's method in each dt
\`\`\`
A storage that is small beside all others, but whose time constant is some ten steps dt, changes little else. Newton's method
starts from where the last step ended, needs a flow that rises with the potential, and is sure where what drives the node moves
little in a step; \`verify\` says how far from Kirchhoff's law the sweeps leave it.`,
  ),
  E0304: error(
    'two ideal sources set the same potential',
    `An ideal source fixes a difference of potential. A second one across the same nodes, or one that drives a node whose potential
is given, contradicts the first.

\`\`\`
node top: electrical = 5 V fixed
E1: voltage_source(top, gnd) { V = 3 V }    // wrong: top is 5 V already

R1: resistor(top, a) { R = 50 Ω }           // right: through a resistance
E1: voltage_source(a, gnd) { V = 3 V }
\`\`\``,
  ),
  E0305: error(
    'a storage is 0',
    `A capacitance (heat capacity, ...) of 0 stores nothing: dividing by it gives no rate. A node without storage is fine, it is
eliminated; a device that promises storage must have some.

\`\`\`
C1: capacitor(out, gnd) { C = 0 pF }    // wrong
C1: capacitor(out, gnd) { C = 1 pF }    // right
\`\`\``,
  ),
  E0306: error(
    'too many potentials without storage hang on each other',
    `Potentials without storage are eliminated symbolically; the expressions grow with the number that hang on each other, so there is a
limit: 8 where a coefficient changes in a run, 32 where all are constant. Constant ones are solved by a matrix up to 512 (\`by direct\`), changing ones by sweeps; a storage
on one node in the middle cuts the loop in two.

\`\`\`
solve mid by direct                        // the circuit's conductances are constant: inverted before the run
solve mid by relaxation { sweeps = 32 }    // 32 sweeps in each dt, which becomes that much shorter
C9: capacitor(mid, gnd) { C = 1 pF }    // right: beside the resistors and switches that meet in mid
\`\`\``,
  ),
  E0307: error(
    'values wait for each other at the same instant',
    `Owned and signal nodes, and events, are worked out one from the other. Here the chain comes back to where it began, so none can be
first.

\`\`\`
x(b) <+ 2 * s(a)     s(b) = x(b)
x(a) <+ 2 * s(b)     s(a) = x(a)                 // wrong: a circle without memory

state y = 0          y' = (x(a) - y) / 1 us      // right: one of the two answers later
s(a) = y
\`\`\``,
  ),
  E0308: error(
    'nobody owns a node',
    `In an owned discipline exactly one device sets a node's potential; here something reads it, and no device sets it.

\`\`\`
node n: neural
W1: weight(n, out)            // wrong: who says what s(n) is?

N1: neuron(n)                 // right, beside it: device neuron(body: neural owner) { s(body) = ... }
\`\`\``,
  ),
  E0309: error(
    'a rate appears in its own right-hand side other than linearly',
    `\`m' = f(m, m')\` is made explicit by the compiler where it is linear in the rates.

\`\`\`
x' = a - b * (x')^2           // wrong
x' = a - b * x'               // right: becomes a / (1 + b)
m' = -gamma * cross(m, B) + alpha * cross(m, m')     // right: Landau-Lifshitz-Gilbert
\`\`\``,
  ),
  E0310: error(
    'd/dt of something that can jump',
    `The rate of a potential is known where the node has storage, or where the potential follows from states and stimuli. This one does
not, or it is itself a rate.

\`\`\`
I(p, n) <+ C * ddt(x')        // wrong: x' has no rate of its own
state v = 0   v' = ...        // right: make it a state
I(p, n) <+ C * ddt(v)
\`\`\`

A capacitance of a coupling joins nodes that have one of their own, with \`solver = euler\` or \`exponential\` (docs/step.md).`,
  ),
  E0311: error(
    'nothing sets a port of the circuit under test',
    `The ports of the circuit that an experiment runs are set by the experiment: a number, a waveform or a sweep.

\`\`\`
experiment Firing of Neuristor {
  in = 12 V                   // right; without \`bath = ...\` the port bath is not set
  bath = 325 K
}
\`\`\``,
  ),
  E0312: error(
    'two blocks assign the same variable in one step',
    `All blocks of a step see the values before any of them, so their order means nothing. Where two that can both run assign one variable,
a priority says which wins (the larger number). Blocks that exclude each other need none.

\`\`\`
on spike          { w = w + 1 }
every 1 us        { w = 0 }                // wrong: a spike may come in just that step

every 1 us priority 1 { w = 0 }            // right
\`\`\``,
  ),
  E0313: error(
    'a delay or a period is shorter than one step',
    `Delays and periods are whole numbers of steps. One that is shorter than dt would be none at all.

\`\`\`
dt = 10 ns
let late = delay(V(p, n), 2 ns)   // wrong
let late = delay(V(p, n), 20 ns)  // right; or dt = 1 ns
\`\`\``,
  ),
  E0314: error(
    'a period is not one constant, or a delay not known before the run',
    `Delays become memories of a fixed depth and periods counters of a fixed length, shared by all instances. A delay may differ between
instances (of edges, \`param late = uniform(1 us, 3 us)\`, then \`delay(s(pre), late)\`); where an event or a block reads it, at the end of the step, each
is at least two steps of dt.

\`\`\`
sweep wait = (1 us, 2 us)
every wait { m = 0 }              // wrong
every 1 us { m = 0 }              // right
\`\`\``,
  ),
  E0315: error(
    'an event is read before it can be known',
    `Events are detected at the end of a step, between its two values. Rates, and the quantities that events watch, are needed before.

\`\`\`
u' = if spike then -1 else 1              // wrong
memory fired = 0
on spike { fired = 1 }                    // right
u' = if fired == 1 then -1 else 1
\`\`\``,
  ),
  E0317: error(
    'a recorded value depends on an event',
    `Recorded and measured values are functions of the states at one time; events are recorded by their names.

\`\`\`
record if spike then 1 else 0     // wrong
record spike                      // right
\`\`\``,
  ),
  E0318: error(
    'a constant without a value',
    `What depends on parameters only is worked out before the run. Here that gives no finite number: a division by 0, the logarithm
of a number below 0, a power that overflows. The parameters that have the value at fault are shown.

\`\`\`
R1: resistor(in, out) { R = 0 Ω }        // wrong: I = V / R
R1: resistor(in, out) { R = 1 mΩ }       // right, when RC stays longer than dt; or connect both nodes directly
\`\`\``,
  ),
  E0319: error(
    'a delay that is too long for a memory',
    `A delay becomes a memory of one word for each step of dt that it lasts, in each instance. It may have 4194304 words.

\`\`\`
dt = 1 ns
let late = delay(x, 1 s)     // wrong: 1000000000 words
let late = delay(x, 1 us)    // right: 1000 words
\`\`\``,
  ),
  E0320: error(
    'white noise is wanted at an instant',
    `White noise is what a rate is driven by; its value at one instant has no limit for small dt. A condition, an assignment, a delay or
an assert wants a number: let a state follow the noise, or draw one.

\`\`\`
on x > noise * a { m = 1 }                 // wrong
on x > normal(0, 1) { m = 1 }              // right: one number in every step
\`\`\``,
  ),
  E0321: error(
    'a crossing watches a number that is drawn anew in every step',
    `\`rising\`, \`falling\` and \`crossing\` compare a quantity at two instants; what is drawn in every step has no path between them.

\`\`\`
event hit when rising(x + normal(0, 1), 1)      // wrong
event hit when x + normal(0, 1) > 1             // right: looked at once in every step
\`\`\``,
  ),
  E0322: error(
    'white noise enters a rate other than linearly',
    `Only noise that is added, with a strength that may depend on states, has a limit for small dt.

\`\`\`
x' = -x + noise^2                // wrong
x' = -x + sigma * x * noise      // right
\`\`\``,
  ),
  E0323: error(
    'the exponential solver wants noise of constant strength',
    `\`exponential\` takes the noise as constant over a step and the equation as linear. Where the strength of the noise depends on a state
the result would lie between the senses of Ito and Stratonovich: \`euler\` is Ito, \`heun\` is Stratonovich.

\`\`\`
x' = -x + sigma * x * noise     solver = exponential      // wrong
x' = -x + sigma * x * noise     solver = heun             // right
\`\`\``,
  ),
  E0334: error(
    'a coupling reads what couplings add at the same moment',
    `What an edge reads of its ends must be known at the beginning of a step. A potential without storage follows at once from all that flows
into its node, also from what edges add: the edge would need its own result.

\`\`\`
R: resistor[8](p, gnd) { R = 1 kΩ }
couple R by chain { resistor(a.p, b.p) { R = 1 kΩ } }       // wrong: V(p) follows at once
C: capacitor[8](p, gnd) { C = 1 nF }                        // right with this: the charge is known
\`\`\``,
  ),
  W0301: warning(
    'a delay or a period is rounded to whole steps',
    `Delays and periods are whole numbers of steps dt. The nearest one is taken.

\`\`\`
dt = 10 ns
every 25 ns { m = 0 }      // runs every 30 ns
every 20 ns { m = 0 }      // exact
\`\`\``,
  ),
  W0305: warning(
    'a pulse that is shorter than a step',
    `Stimuli are looked at once in every step, at its start (solvers of several stages also inside of it). A pulse that is shorter than dt may begin and end between
two looks: then nothing happens at all; else it lasts a whole step.

\`\`\`
dt = 10 ns
in = pulse(0 V, 1 V, delay: 1.002 us, width: 3 ns)      // never seen
in = pulse(0 V, 1 V, delay: 1 us, width: 20 ns)
\`\`\``,
  ),
  W0303: warning(
    'updates in an order need more steps than a period has',
    `Units that read each other must not be updated at once: \`update = coloured\`, the default where an \`every\` block draws random
numbers and reads what couplings add, gives every colour of the array's graph a step of its own in each period. Where a period has fewer steps
than colours, dt is divided by a whole number. Nothing is wrong then, but the run has more steps than the file says.

\`\`\`
every 10 ns { m = if uniform(-1, 1) < tanh(x(own)) then 1 else -1 }
couple m by ring { weight(a.own, b.own) }     // of 15 units: three colours
dt = 10 ns        // becomes 10 ns / 3
dt = 2.5 ns       // as it stands: four steps a period, one of them idle
\`\`\``,
  ),
  W0304: warning(
    'an event never occurs, because only blocks change what it watches',
    `\`rising\`, \`falling\` and \`crossing\` look at what rates do between the beginning and the end of a step; memories keep their values until
the blocks run, behind that. A condition is looked at in every step.

\`\`\`
memory x = 1
memory was = 1
every 10 ns {
  was = x
  x = -x
}
event turn when rising(x, 0)             // never occurs
event turn when was < 0 and x >= 0       // in each step that comes after such a change
\`\`\``,
  ),
  W0310: warning(
    'something of the circuit is not in the SPICE deck',
    `A deck holds networks, states, and memories that events switch between constants. What it cannot hold is left out and named, so that
nobody compares two different circuits by mistake.

\`\`\`
on abs(T - Tlast) > 10 mK { Tlast = T }       // left out: a memory that follows a continuous quantity
on rising(V(p, n), 3 V)   { m = 1 }           // in the deck
\`\`\``,
  ),
};
