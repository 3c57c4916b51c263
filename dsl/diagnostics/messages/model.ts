import type { MessageKind } from '../diagnostic.ts';
import { loweringMessages } from './lowering.ts';

/** E02: names, units, dimensions, shapes, ports, states. */
export const modelMessages: Readonly<Record<string, MessageKind>> = {
  E0201: {
    severity: 'error',
    title: 'nothing here is called so',
    explanation: `A name stands for nothing that can be read at this place. Names are looked up in the device or circuit first, then in its file, then in
the files it uses; the nearest name is shown when there is one.

\`\`\`
let R = R0 * exp(Ea / Tk)      // before: the file says \`let TK = ...\`
let R = R0 * exp(Ea / TK)      // after
\`\`\`
Case counts. What the library declares needs its \`use\`, for example \`use std.passive\`.`,
  },
  E0202: {
    severity: 'error',
    title: 'a name is declared twice',
    explanation: `Two things in one device, circuit or file carry the same name, so a reader of it would not know which is meant.

\`\`\`
param C = 1 pF
C: capacitor(out, gnd) { C = C }     // before: a parameter and an instance

param C = 1 pF
C1: capacitor(out, gnd) { C = C }    // after
\`\`\`
Units have names of their own: a variable may be called \`V\` or \`T\`.`,
  },
  E0203: {
    severity: 'error',
    title: 'an unknown unit',
    explanation: `The symbol is neither an SI unit (with or without a prefix) nor declared by a file.

\`\`\`
param R = 5 kOhm      // before
param R = 5 kohm      // after; also kΩ
\`\`\`
Units of your own are declared: \`unit Oe = 79.577 A/m\`. A unit stands only behind a number and in a type.`,
  },
  E0204: {
    severity: 'error',
    title: 'a used file is not there',
    explanation: `\`use\` names a module of the library (\`use std.passive\`) or a file beside the one that says it (\`use "cells.qnm"\`). Files outside of that
folder are not read.

\`\`\`
use std.pasive       // before
use std.passive      // after
\`\`\``,
  },
  E0205: {
    severity: 'error',
    title: 'a name of another kind stands here',
    explanation: `The name exists, but not as what is wanted at this place: an instance or a node where a quantity is wanted, a quantity where a node is
wanted, a function without its arguments.

\`\`\`
event spike when rising(out, 1 V)       // before: \`out\` is a node
event spike when rising(V(out), 1 V)    // after
\`\`\``,
  },
  E0206: {
    severity: 'error',
    title: 'something depends on itself',
    explanation: `A \`let\`, a parameter, a constant or a unit leads back to itself, so it has no value.

\`\`\`
let a = b + 1 V
let b = a / 2                    // before: a needs b, and b needs a

state a = 0 V
a' = (b - a) / tau               // after: what goes round changes with time
\`\`\``,
  },
  E0207: {
    severity: 'error',
    title: 'a contribution has the wrong dimension',
    explanation: `What stands right of \`<+\` must be of the kind that the left side collects. Both are shown, in the units of the file.

\`\`\`
Q(ambient, body) <+ V(p, n) / R        // before: a current is added to a heat flow
Q(ambient, body) <+ V(p, n)^2 / R      // after: Joule heat is a power
\`\`\``,
  },
  E0208: {
    severity: 'error',
    title: 'two quantities of different dimension meet',
    explanation: `Only quantities of one kind can be added, compared, or given for one another; functions such as \`exp\` and \`sin\` take plain numbers. A number
that stands alone is a plain number, also 0.

\`\`\`
let x = if Tpr == 0 then 0 else (T(body) - Tr) / Tpr       // before: Tpr is a temperature
let x = if Tpr == 0 K then 0 else (T(body) - Tr) / Tpr     // after
\`\`\``,
  },
  E0209: {
    severity: 'error',
    title: 'an exponent of a quantity with a unit is not known',
    explanation: `The dimension of \`x^n\` follows from n, so n must be a number known here when x has a unit; 1/2 and 2/3 are fine.

\`\`\`
let k = V(p, n)^alpha               // before: alpha is a parameter
let k = (V(p, n) / V0)^alpha        // after: a plain number to any power
\`\`\``,
  },
  E0210: {
    severity: 'error',
    title: 'a vector where a number is wanted, or the other way round',
    explanation: `Vectors have three components. They are added to vectors, multiplied by numbers, and otherwise go through \`dot\`, \`cross\`, \`norm\` and their
components.

\`\`\`
let p = m * B(body)            // before
let p = dot(m, B(body))        // after
\`\`\``,
  },
  E0211: {
    severity: 'error',
    title: 'a condition and a number are confused',
    explanation: `Comparisons give true or false, which are no numbers.

\`\`\`
let gain = V(p, n) > 1 V                          // before, when a number is meant
let gain = if V(p, n) > 1 V then 1 else 0         // after
\`\`\``,
  },
  E0212: {
    severity: 'error',
    title: 'a call has the wrong arguments',
    explanation: `The number of arguments, or the name of one, does not fit the function.

\`\`\`
let Tk = clamp(T(body), 305 K)               // before
let Tk = clamp(T(body), 305 K, 370 K)        // after
\`\`\``,
  },
  E0213: {
    severity: 'error',
    title: 'a discipline is unknown, or a word does not belong to it',
    explanation: `Each discipline has its own words: electrical nodes have V and I, thermal nodes T and Q. Both nodes of an access are of one discipline.

\`\`\`
I(p, n) <+ V(body) / R       // before: \`body\` is thermal
I(p, n) <+ V(p, n) / R       // after
\`\`\`
The disciplines of the library come with \`use std.disciplines\`, or with any module of devices.`,
  },
  E0214: {
    severity: 'error',
    title: 'a port is connected wrongly',
    explanation: `Every port of an instance is connected once, to a node of its discipline, in the order of the declaration or by name.

\`\`\`
R1: resistor(out) { R = 1 kΩ }             // before: one port is left open
R1: resistor(out, gnd) { R = 1 kΩ }        // after; also resistor(p: out, n: gnd)
\`\`\``,
  },
  E0215: {
    severity: 'error',
    title: 'a parameter is unknown, or has no value',
    explanation: `A parameter without a default must be given a value where the device is used; only declared parameters can be given one.

\`\`\`
R1: resistor(out, gnd)                     // before
R1: resistor(out, gnd) { R = 1 kΩ }        // after
\`\`\``,
  },
  E0216: {
    severity: 'error',
    title: 'a circuit contains itself',
    explanation: `Circuits are laid out completely, so one that contains itself would have no end.

\`\`\`
circuit Cell(a: electrical) { inner: Cell(a) }       // before
circuit Cell(a: electrical) { inner: Leaf(a) }       // after
\`\`\``,
  },
  E0217: {
    severity: 'error',
    title: 'a function calls itself',
    explanation: `A function is put in where it is called. One that calls itself would never end.

\`\`\`
function f(x) = x * f(x - 1)         // before
function f(x) = x * (x - 1)          // after
\`\`\``,
  },
  E0218: {
    severity: 'error',
    title: 'a state and its rate do not fit',
    explanation: `A \`state\` changes all the time and has exactly one rate, \`x' = ...\` or \`x'' = ...\`, to which \`x' += ...\` may add. A \`memory\` changes at
events only and has none.

\`\`\`
state trace = 0                     // before: nothing says how it changes

state trace = 0
trace' = -trace / tau               // after
\`\`\``,
  },
  E0219: {
    severity: 'error',
    title: 'something is assigned that cannot be',
    explanation: `Blocks assign states and memories of their own device. Parameters stay; other names follow from their definition.

\`\`\`
on spike { R0 = 2 * R0 }            // before: R0 is a parameter

memory R = 1 kΩ
on spike { R = 2 * R }              // after
\`\`\``,
  },
  E0220: {
    severity: 'error',
    title: 'a value lies outside of its range',
    explanation: `A range is a promise about every value, the first one too.

\`\`\`
state w = 1.2 in 0 .. 1             // before
state w = 0.2 in 0 .. 1             // after
\`\`\``,
  },
  E0221: {
    severity: 'error',
    title: 'this must be known before the run',
    explanation: `Parameters, initial values, ranges, delays and periods are worked out once; they may use constants and parameters, not what changes.

\`\`\`
state u = V(p, n)                   // before
state u = V0                        // after: a parameter
\`\`\``,
  },
  E0222: {
    severity: 'error',
    title: 'there is no such branch to read a flow from',
    explanation: `\`I(p, n)\` inside a device is the flow of its own contributions between the two nodes. Elsewhere \`I(X)\` is the flow through an instance with two
ports of the discipline.

\`\`\`
event spike when rising(I(out, gnd), 1 mA)       // before, in a circuit
event spike when rising(I(X), 1 mA)              // after: through the instance X
\`\`\``,
  },
  E0223: {
    severity: 'error',
    title: 'two drivers of one potential',
    explanation: `A fixed node, a port, a reference or an ideal source already says what the potential is. A second driver would contradict it (or carry a flow
that nothing determines).

\`\`\`
node bath: thermal = 325 K fixed
S: temperature_source(bath) { T = 320 K }        // before: fixed twice

node bath: thermal = 320 K fixed                 // after
\`\`\``,
  },
  E0224: {
    severity: 'error',
    title: 'an owned node has no owner, or two',
    explanation: `In an owned discipline one device sets the potential of a node with \`=\`; all others add to its flow with \`<+\`, which only the owner reads.

\`\`\`
device Dipole(body: magnetic) { m(body) = (0, 0, 1) }              // before
device Dipole(body: magnetic owner) { m(body) = (0, 0, 1) }        // after
\`\`\``,
  },
  E0225: {
    severity: 'error',
    title: 'the reference of a discipline has no value of its own',
    explanation: `\`gnd\` and \`ambient\` are the points from which potentials are counted and through which flows return. Their own potential means nothing.

\`\`\`
let dT = T(body) - T(ambient)               // before

node bath: thermal = 300 K fixed
let dT = T(body) - T(bath)                  // after
\`\`\``,
  },
  E0226: {
    severity: 'error',
    title: 'the value of a node does not fit',
    explanation: `A node of a conserved discipline may begin at a value, or be held at it: \`node bath: thermal = 325 K fixed\`. Nodes of other disciplines take their
value from who owns them or contributes to them.

\`\`\`
node bath: thermal fixed                    // before
node bath: thermal = 325 K fixed            // after
\`\`\``,
  },
  E0228: {
    severity: 'error',
    title: 'a crossing is used as a condition',
    explanation: `\`rising\`, \`falling\` and \`crossing\` are moments. They make events, and blocks run at them.

\`\`\`
let fired = if rising(u, 1) then 1 else 0            // before

event fires when rising(u, 1)
on fires { count = count + 1 }                       // after
\`\`\``,
  },
  E0229: {
    severity: 'error',
    title: 'a parameter file is wrong',
    explanation: `\`with "sample.toml"\` reads parameters of the device by name. Values are texts with a number and a unit.

\`\`\`
R0 = 5.35 mΩ          # before: no TOML
R0 = "5.35 mΩ"        # after
\`\`\``,
  },
  E0230: {
    severity: 'error',
    title: 'a unit is declared wrongly',
    explanation: `A unit is a positive number of other units.

\`\`\`
unit foot = 0.3048          // before
unit foot = 0.3048 m        // after
\`\`\``,
  },
  E0231: {
    severity: 'error',
    title: 'a range is wrong, or stands where none is wanted',
    explanation: `A range is written \`LOW .. HIGH\` with the lower limit first; both are of the kind of the quantity.

\`\`\`
state w = 0 in 1 .. 0          // before
state w = 0 in 0 .. 1          // after
\`\`\``,
  },
  E0232: {
    severity: 'error',
    title: 'a variable is assigned twice in one step',
    explanation: `All right-hand sides of blocks see the values before the blocks, so of two assignments one would be lost. Rising and falling of one quantity
exclude each other; otherwise a priority says which block wins (the larger number).

\`\`\`
on V(p, n) > 3 V { m = 1 }
on T(body) > 340 K { m = 0 }                      // before

on V(p, n) > 3 V { m = 1 }
on T(body) > 340 K priority 1 { m = 0 }           // after
\`\`\``,
  },
  E0233: {
    severity: 'error',
    title: 'a number or word is not possible here',
    explanation: `A number is too large, a time is not longer than zero, or a word names no choice that exists.

\`\`\`
every 0 ns { n = n + 1 }          // before
every 10 ns { n = n + 1 }         // after
\`\`\``,
  },
  E0234: {
    severity: 'error',
    title: 'a number format is wrong',
    explanation: `A said format has a sign letter, a width of 1 to 64 bits, and how many of them are fraction.

\`\`\`
state u = 0 in 0 .. 1 format 24.19           // before
state u = 0 in 0 .. 1 format s24.19          // after
state V = 0 V in -1 V .. 16 V format s20.19  // wrong: ends at 1 V
state V = 0 V in -1 V .. 16 V format s24.19  // right: ends at 16 V
\`\`\``,
  },
  W0201: {
    severity: 'warning',
    title: 'two names differ in case only',
    explanation: `The language and the Verilog tell \`Tr\` from \`tr\`; people and some file systems do not.

\`\`\`
param Tr = 300 K   memory tr = 300 K            // before
param Tr = 300 K   memory t_last = 300 K        // after
\`\`\``,
  },
  W0203: {
    severity: 'warning',
    title: 'an angle that acts by its value',
    explanation: `An \`angle\` is kept within half a turn of 0. Its sine does not notice; a spring or a loop that feels the angle itself would see it
jump by 2 pi.

\`\`\`
state phi: angle
phi'' = -k * phi                                        // before: a sawtooth once phi passes pi
state phi: angle counting
phi'' = -k * (phi + 2 * pi * turns(phi))                // after: the turns are counted
state phi = 0 in -50 .. 50                              // or: a number that does not wrap
\`\`\``,
  },
  ...loweringMessages,
};
