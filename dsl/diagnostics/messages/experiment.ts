import type { MessageKind } from '../diagnostic.ts';

/** E06: experiments and the files they read. */
export const experimentMessages: Readonly<Record<string, MessageKind>> = {
  E0601: {
    severity: 'error',
    title: 'an unknown setting',
    explanation: `An experiment sets the run (\`dt stop solver tolerance seed settle\`), the ports of its circuit, and its parameters.

\`\`\`
experiment Run of Cell { vin = 5 V  stop = 1 ms  dt = 1 us }        // before: the port is called \`in\`
experiment Run of Cell { in = 5 V   stop = 1 ms  dt = 1 us }        // after
\`\`\``,
  },
  E0602: {
    severity: 'error',
    title: 'an experiment does not say how it runs',
    explanation: `\`dt\` is the time of one step, \`stop\` the end. Both must be said.

\`\`\`
experiment Run of Cell { stop = 1 ms }                   // before
experiment Run of Cell { stop = 1 ms  dt = 1 us }        // after
\`\`\``,
  },
  E0603: {
    severity: 'error',
    title: 'a setting has an impossible value',
    explanation: `Times and the tolerance are larger than zero, \`settle\` ends before \`stop\`, the seed is a whole number.

\`\`\`
dt = 0 ns          // before
dt = 10 ns         // after
\`\`\``,
  },
  E0604: {
    severity: 'error',
    title: 'a port or parameter is given no value',
    explanation: `The experiment says what happens at every port of the circuit, and sets parameters that have no default.

\`\`\`
experiment Run of Neuristor { in = 12 V  stop = 1 us  dt = 1 ns }                    // before: what is \`bath\`?
experiment Run of Neuristor { in = 12 V  bath = 325 K  stop = 1 us  dt = 1 ns }      // after
\`\`\``,
  },
  E0605: {
    severity: 'error',
    title: 'a sweep has no points, or too many',
    explanation: `A sweep is a range with a step, or a list; the points of all sweeps together are the instances of the run, at most 2^20.

\`\`\`
sweep in = 9 V .. 15 V                    // before
sweep in = 9 V .. 15 V by 0.5 V           // after; also (9 V, 10 V, 12 V)
\`\`\``,
  },
  E0606: {
    severity: 'error',
    title: 'something is swept on which nothing depends',
    explanation: `A sweep names a port, a parameter, or a word that a setting uses.

\`\`\`
sweep drive = 1 V .. 5 V by 1 V                              // before

sweep drive = 1 V .. 5 V by 1 V   in = pulse(0 V, drive)     // after
\`\`\``,
  },
  E0607: {
    severity: 'error',
    title: 'a measure is wrong',
    explanation: `A measure reduces a run to a number: \`rate count period first last phase synchrony histogram\` of events, \`min max mean rms final amplitude
correlation accuracy fit\` of quantities.

\`\`\`
measure peak = I(X)              // before
measure peak = max(I(X))         // after
\`\`\``,
  },
  E0608: {
    severity: 'error',
    title: 'an expectation names a point that is not run',
    explanation: `\`at\` names a swept quantity and one of its points; \`where\` selects by a condition.

\`\`\`
sweep in = 9 V .. 15 V by 0.5 V
expect f ~ 329 kHz +- 1 % at in = 12.2 V        // before
expect f ~ 329 kHz +- 1 % at in = 12 V          // after
\`\`\``,
  },
  E0609: {
    severity: 'error',
    title: 'an expectation has no sensible tolerance',
    explanation: `\`~\` compares within a tolerance, which is a part of the figure or a quantity of its kind.

\`\`\`
expect f ~ 329 kHz                 // before
expect f ~ 329 kHz +- 1 %          // after
\`\`\``,
  },
  E0610: {
    severity: 'error',
    title: 'an unknown solver',
    explanation: `The solvers are \`euler\`, \`heun\`, \`rk4\` and \`exponential\`.

\`\`\`
solver = rk45         // before
solver = rk4          // after
\`\`\``,
  },
  E0611: {
    severity: 'error',
    title: 'an experiment of nothing',
    explanation: `An experiment names a circuit or a device of its file or of the files it uses.

\`\`\`
experiment Run of Neuritsor { ... }          // before
experiment Run of Neuristor { ... }          // after
\`\`\``,
  },
  E0612: {
    severity: 'error',
    title: 'a CSV file is not there',
    explanation: `Files are looked for in the folder of the file that names them, and below.

\`\`\`
table R_T(T: K) -> Ω from "../vo2.csv"        // before: outside
table R_T(T: K) -> Ω from "vo2.csv"           // after
\`\`\``,
  },
  E0613: {
    severity: 'error',
    title: 'a CSV file holds too little, or too much',
    explanation: `A table needs two rows of numbers at least; a header line is optional.

\`\`\`
T[K],R[ohm]
300,51843
345,1542
\`\`\``,
  },
  E0614: {
    severity: 'error',
    title: 'a row of a CSV file has another length',
    explanation: `All rows have as many columns as the first.

\`\`\`
300,51843
345                  // before: the second column is missing
\`\`\``,
  },
  E0615: {
    severity: 'error',
    title: 'a cell of a CSV file is not a usable number',
    explanation: `Every cell is a finite number. There is no word for a missing one: leave the row out.

\`\`\`
300,51843
310,NaN              // before
345,1542
\`\`\``,
  },
  E0616: {
    severity: 'error',
    title: 'the first column of a CSV file does not increase',
    explanation: `A table is read between its points, so each value of the first column stands once, in rising order.

\`\`\`
300,51843
300,51840            // before: 300 twice
345,1542
\`\`\``,
  },
  E0617: {
    severity: 'error',
    title: 'the columns of a CSV file do not fit',
    explanation: `The number of columns, or the unit in the header, is not what is asked for. The values of a waveform have the unit that the header
gives, so \`pwl\` wants one for both columns; that of a plain number is [1].

\`\`\`
table R_T(T: K) -> Ω from "vo2.csv"
T[K],G[S]            // before: a conductance
T[K],R[kΩ]           // after: any unit of a resistance

in = pwl("wave.csv")
0, 1.5               // before: no header
t[us], V[V]          // after: the first line
\`\`\``,
  },
  E0618: {
    severity: 'error',
    title: 'a parameter is set to a waveform',
    explanation: `Parameters stay during a run. What changes comes in by a port.

\`\`\`
C = ramp(1 pF, 2 pF, 1 us)              // before
\`\`\`
A \`host param\` may change while the hardware runs.`,
  },
  E0619: {
    severity: 'error',
    title: 'an override of the command line fits nothing',
    explanation: `\`--set name=value\` names a parameter (with its instance: \`X.R0\`), a port or a setting of the run, and a value with a unit.

\`\`\`
qnmc simulate cell.qnm --set X.r0=5mΩ         // before
qnmc simulate cell.qnm --set X.R0=5mΩ         // after
\`\`\``,
  },
  E0620: {
    severity: 'error',
    title: 'a plot shows something that is not there',
    explanation: `A plot shows measures over a swept quantity, or quantities over time.

\`\`\`
plot f over Vin          // before: the sweep is called \`in\`
plot f over in           // after
\`\`\``,
  },
  E0621: {
    severity: 'error',
    title: 'something is said twice',
    explanation: `A setting, a sweep, a measure or a target stands twice in one experiment.

\`\`\`
in = 5 V   sweep in = 1 V .. 5 V by 1 V        // before
sweep in = 1 V .. 5 V by 1 V                   // after
\`\`\``,
  },
  E0622: {
    severity: 'error',
    title: 'a target or a model is unknown',
    explanation: `A target has \`clock\`, \`lanes\` and \`rate >= NUMBER\`; the models of a circuit are \`float64\`, \`fixed\` and \`rtl\`.

\`\`\`
target ulx3s { speed = 50 MHz }          // before
target ulx3s { clock = 50 MHz }          // after
\`\`\``,
  },
  W0601: {
    severity: 'warning',
    title: 'the end of the run is rounded to whole steps',
    explanation: `A run is a whole number of steps of \`dt\`.

\`\`\`
stop = 1 us   dt = 3 ns            // before: 333.3 steps
stop = 0.999 us   dt = 3 ns        // after
\`\`\``,
  },
  W0602: {
    severity: 'warning',
    title: 'a figure without a source',
    explanation: `An \`expect\` says where its figure comes from, in the comment at the end of its line.

\`\`\`
expect f ~ 329 kHz +- 1 %                                  // before: (nothing)
expect f ~ 329 kHz +- 1 %   // Zhang 2024, Fig. 2          // after
\`\`\``,
  },
  E0623: {
    severity: 'error',
    title: 'a table of several variables is no grid',
    explanation: `A table of two or three variables is read between the points of a grid: each value of the first with each of the others stands once, in any
order. It is made of products of tables of one variable, 24 at most; smooth data need few.

\`\`\`
table I_T(V: V, T: K) -> A from "iv.csv"
V[V],T[K],I[uA]
0,300,0
1,300,12
0,350,0              // before: the row for 1 V and 350 K is missing
1,350,40             // after
\`\`\``,
  },
};
