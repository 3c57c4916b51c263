import type { MessageKind } from '../diagnostic.ts';

export const numericsMessages: Readonly<Record<string, MessageKind>> = {
  E0401: {
    severity: 'error',
    title: 'a value that nothing bounds',
    explanation: `Hardware numbers have a range. It comes from the ranges that the file declares, from interval arithmetic on them, and
from the float64 run of the experiment. For this value none of the three gives one: its interval is infinite and the run never
needed it.

\`\`\`qnm
state x = 0                       // unbounded
state x = 0 in -1 .. 1            // bounded
\`\`\``,
  },
  E0402: {
    severity: 'error',
    title: 'a function that is not finite on the range of its argument',
    explanation: `A function of one variable becomes a table, which must have a value for every argument that can occur. The logarithm of a
negative number, a division by something that may be zero or an overflowing exponential has none. The range in question is the
declared one, or what the run has shown and an eighth of it on each side.

\`\`\`qnm
let y = ln(x)                     // x in -0.1 .. 2: refused
let y = ln(max(x, 1e-3))          // always defined

let k = if x > 0.1 then ln(x) else 0          // asked for above 0.1 only
let k = if abs(x) > 0.1 then 1 / x else 0     // and so is this: on both sides of 0, not there
let k = if x^2 > 0.01 then 1 / x else 0       // refused: the condition does not compare x, or its distance from a place, with a number
\`\`\``,
  },
  E0403: {
    severity: 'error',
    title: 'a format that would be too wide',
    explanation: `Words are at most 62 bits wide. The range of this value divided by the resolution that the tolerance asks needs more.
A slow state with a tiny increment in each step is the usual cause: the increment itself must be resolved.

\`\`\`qnm
dt = 1 ps    tolerance = 0.0001 %      // increments of 1e-12 of the range, each to 1e-6
dt = 1 ns    tolerance = 0.1 %
\`\`\``,
  },
  E0404: {
    severity: 'error',
    title: 'a function that no reasonable table follows',
    explanation: `Tables are piecewise polynomials of degree 0 to 3 with at most 4096 segments. A function that jumps, has a pole close to
its domain, or varies over many decades inside it cannot be followed within the error that the tolerance allows.

\`\`\`qnm
let y = 1 / x                          // x in 1e-9 .. 1
let y = 1 / clamp(x, 0.01, 1)          // where the physics needs it
\`\`\``,
  },
  E0405: {
    severity: 'error',
    title: 'a function of two varying values without hardware',
    explanation: `Sums, products, quotients, choices and comparisons of two values have hardware; functions of one value become tables. Anything
else must be written with those.

\`\`\`qnm
let r = atan2(y, x)                    // refused
let r = atan(y / x)                    // x never zero
\`\`\``,
  },
  E0406: {
    severity: 'error',
    title: 'a tolerance that is not met',
    explanation: `The candidate formats were run bit by bit beside float64 over the whole experiment, and made finer several times; the difference
stayed above the tolerance. Either a format that the file fixes is too coarse, or a decision hangs on next to nothing (the help names it, its two sides and when: move the threshold
or the peak that comes so near to it), or the circuit amplifies any difference: then two float64 runs that differ by 1e-12 part as well, and only rates and
distributions can be compared.

\`\`\`qnm
state V = 0 V format s12.8             // 4 mV steps: too coarse for 0.1 %
state V = 0 V format s24.19
\`\`\``,
  },
  E0407: {
    severity: 'error',
    title: 'a tolerance that cannot be asked',
    explanation: `The tolerance is the accuracy of the fixed-point hardware against float64 at the same dt, as a part of the motion. It lies between
1e-12 and 1; what float64 itself rounds cannot be asked of hardware.

\`\`\`qnm
tolerance = 1e-15        // refused
tolerance = 0.1 %
\`\`\``,
  },
  E0408: {
    severity: 'error',
    title: 'a run that does not stay finite',
    explanation: `The float64 run of the experiment reached infinity, or a value that is no number. Most often dt is too long for the fastest time
constant, so that the error of each step is larger than that of the step before and of the other sign; a tenth of that time constant
is a good start. If the run grows at a small dt too, the equations grow: a sign is wrong, or something that limits the growth in the
physics is missing. \`simulate\` writes what it has until then, says the state and the step, and ends with exit code 1.

\`\`\`qnm
C1: capacitor(o, gnd) { C = 1 nF }    // with 1 kΩ: time constant 1 µs
dt = 10 us                            // refused: grows by a factor of 9 in each step
dt = 100 ns
\`\`\``,
  },
  E0409: {
    severity: 'error',
    title: 'a solver that cannot follow a rotation with little damping',
    explanation: `A unit vector that turns by x radians in a step gains x²/2 in size with explicit Euler: a growth of x/2 a radian. Bringing it back to
length 1 does not take that back: the orbit opens. Where a drive and a weak damping keep it, as in a spin-torque oscillator, the
orbit settles where the damping makes up for the growth, and turns at another rate there: for a macrospin with damping alpha the
frequency is m_z x/(2 alpha) off: 4 % at a tenth of a degree a step, alpha = 0.015 and m_z = 0.7. \`heun\` makes m_z x³/(8 alpha) + x²/6, \`rk4\`
m_z x⁵/(144 alpha) + x⁴/120.

The figure in the message is worked out at places that the run came by: what the scheme does in a step against what the rates do, the slopes
of the rates around there, and so where the orbit goes. The steps that are named meet the tolerance of the experiment.

\`\`\`qnm
solver = euler   dt = 0.5 ps
solver = heun    dt = 0.4 ps
\`\`\``,
  },
  W0404: {
    severity: 'warning',
    title: 'a step that is too long to turn a unit vector at the right rate',
    explanation: `The scheme turns the vector at another rate, or keeps it on another orbit, than the equations do, by more than twice the
tolerance of the experiment. Float64, fixed point and hardware agree with each other all the same: they take the same steps. The figure is worked out as
\`qnmc explain E0409\` says; the steps that are named meet the tolerance.

\`\`\`qnm
solver = heun   dt = 2 ps      // 16 GHz, damping 0.015: 6.5 % off
solver = rk4    dt = 2 ps      // 0.013 %
\`\`\``,
  },
  W0405: {
    severity: 'warning',
    title: 'a run that drives small differences apart',
    explanation: `No word length holds the whole run to its tolerance: two float64 runs that start a thousandth of the tolerance beside each other part by more than
the tolerance themselves (chaos, events on the edge). The formats keep the error of each step below its bound, and \`verify\` holds the run to
what the two float64 runs do. What such a circuit is measured by is a rate, a mean or a distribution over a time that is long, or a waveform over one that is short.

\`\`\`qnm
stop = 2 s     measure n = count(spike)               // one number of a chaotic run
stop = 200 s   measure f = rate(spike)                // its mean is a figure of the circuit
stop = 50 ms   measure x5 = final(x)                  // and so is the beginning of the run
\`\`\``,
  },
  W0407: {
    severity: 'warning',
    title: 'a relaxation that has not settled',
    explanation: `\`solve net by relaxation\` makes so many sweeps in each dt. At eight moments in the second half of the run everything else was held and the sweeps went on until
nothing moved; the potentials were farther from there than the tolerance, in parts of the largest of all moments. That is how well Kirchhoff's laws hold, of float64 and of the hardware alike. A line of n segments
needs about 8 n^2 / pi^2 sweeps for each factor e.

\`\`\`qnm
solve net by relaxation { sweeps = 8 }      // 3 % from settled
solve net by relaxation { sweeps = 64 }     // settled
\`\`\``,
  },
  W0406: {
    severity: 'warning',
    title: 'a decision that rounding makes',
    explanation: `Something reaches its threshold after a whole number of steps, exactly. In binary numbers neither dt nor the sum of many of them is exact,
so that rounding decides whether the event is seen at the end of that step or of the next; in float64 as in the hardware. A period that is meant to be 59 steps is 59 or 60, and no
word length helps. The same with a stimulus whose peak is exactly the threshold (a minor loop driven to the coercive field): each peak passes it or not as its last bit falls.
The run is held to what float64 does when its states (and stimuli) are a hair larger or smaller. What the circuit should do is said by the file:

\`\`\`qnm
on spike { phi = 0 }                                 // 59 steps or 60, as the rounding falls
on spike { phi = phi - 1 }                           // what is beyond the threshold counts for the next period: 59 on average
event spike when t >= 10 ms - 50 us                  // dt = 100 us: in the middle of a step, 100 steps for certain
every 10 ms { ... }                                  // whole numbers of steps, counted
gate = sine(1.31 V, 10 kHz)                          // with a threshold of 1.3 V: passes it for certain
\`\`\``,
  },
  W0401: {
    severity: 'warning',
    title: 'a state that leaves its declared range in the run',
    explanation: `The float64 run of the experiment went outside the range that the file declares. The declared range wins: in hardware the state
saturates there and raises a flag, and so differs from the physics.

\`\`\`qnm
state T = 325 K in 300 K .. 360 K      // overshoots to 374 K
state T = 325 K in 300 K .. 420 K
\`\`\``,
  },
  W0402: {
    severity: 'warning',
    title: 'a dt that makes the explicit step unstable',
    explanation: `Explicit Euler multiplies a small deviation by 1 + dt*lambda in each step, lambda being an eigenvalue of the linearised rates. Where
the rates damp but that is larger than 1 in size, the deviation grows: a zigzag from step to step (lambda real), or an oscillation
that gains instead of losing (lambda complex). Neither is in the physics. The dt that would be stable is given; results are accurate at
a tenth of it. An oscillation with hardly any loss grows at every dt: take \`rk4\`.

Of the other solvers it is reported when deviations grow by more than a tenth a step in half of the run: no physics that such steps
could follow does.

\`\`\`qnm
solver = euler    dt = 1 us            // fastest time constant 0.2 us
solver = euler    dt = 20 ns           // or the exponential solver
\`\`\``,
  },
  W0403: {
    severity: 'warning',
    title: 'a division by something that may be zero',
    explanation: `The divisor may pass through zero: in the run, or between the ranges that the file declares and an eighth beyond what the run
has shown. The hardware gives the end of the range of the quotient there and raises a flag; float64 gives infinity. Neither is physics.
A divisor that a guard, a limit or its form keeps away from zero is not reported.

\`\`\`qnm
y' = x / (x + y - 0.5)                               // reported
y' = x / max(x + y - 0.5, 0.01)
y' = if x + y > 0.6 then x / (x + y - 0.5) else 0
y' = x / (1 + y*y)
\`\`\``,
  },
};
