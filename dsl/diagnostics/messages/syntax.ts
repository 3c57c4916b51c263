import type { MessageKind } from '../diagnostic.ts';

/** E01: the text of a file does not have the form of the language. */
export const syntaxMessages: Readonly<Record<string, MessageKind>> = {
  E0101: {
    severity: 'error',
    title: 'something else was expected here',
    explanation: `The text does not go on as the language does. The message names what would fit; the caret stands under the first character that does
not, or under the last one before the place where something is missing.

\`\`\`
event spike rising(V(out), 1 V)            // before: the condition is not introduced
event spike when rising(V(out), 1 V)       // after
\`\`\`
Statements begin with a keyword or a name and need no semicolons; an expression goes on over the end of a line as long as it is not complete,
or when the next line begins with an operator.`,
  },
  E0102: {
    severity: 'error',
    title: 'no statement begins with this word',
    explanation: `The first word of a statement is not one that the language knows, and another statement is spelt nearly so.

\`\`\`
mesure f = rate(spike)       // before
measure f = rate(spike)      // after
\`\`\``,
  },
  E0103: {
    severity: 'error',
    title: 'a bracket is not closed',
    explanation: `A \`(\`, \`[\` or \`{\` has no partner. Where the next statement or declaration begins on a new line, the bracket is taken to end before it, so that
the rest of the file is still read.

\`\`\`
I(p, n <+ V(p, n) / R        // before
I(p, n) <+ V(p, n) / R       // after
\`\`\``,
  },
  E0104: {
    severity: 'error',
    title: 'a bracket closes nothing',
    explanation: `There is a \`)\`, \`]\` or \`}\` and no bracket of that kind is open. Often the opening one was deleted, or one of another kind was meant.

\`\`\`
let y = 2 * a + b)           // before
let y = 2 * (a + b)          // after
\`\`\``,
  },
  E0105: {
    severity: 'error',
    title: 'a text is not closed on its line',
    explanation: `Texts stand between two \`"\` on one line.

\`\`\`
table R(T: K) -> Ω from "r.csv       // before
table R(T: K) -> Ω from "r.csv"      // after
\`\`\``,
  },
  E0106: {
    severity: 'error',
    title: 'a character that belongs to nothing',
    explanation: `Names are written with the letters a-z and A-Z, digits and \`_\`: they become names in Verilog, where no other character is allowed. Units may
also have µ, Ω, Å, ° and small raised digits. Everything else is allowed in comments and texts only.

\`\`\`
param α = 0.015              // before
param alpha = 0.015          // after
\`\`\``,
  },
  E0107: {
    severity: 'error',
    title: 'a letter that only looks like another one',
    explanation: `A letter of another script looks like a Latin one and is a different character, so the name is not the one that it seems to be. This happens
when text is copied from a document or typed with another keyboard layout. The caret stands under the letter.

\`\`\`
param Тc = 332.8 K           // before: the first letter is Cyrillic, U+0422
param Tc = 332.8 K           // after: U+0054
\`\`\``,
  },
  E0108: {
    severity: 'error',
    title: 'a sign of another language',
    explanation: `Other languages write this so; qnm does not.

\`\`\`
if a && !b then x**2 else y; // before
if a and not b then x^2 else y
\`\`\`
Comments begin with \`//\`. Statements are not separated: each begins with a keyword or a name, which is enough.`,
  },
  E0109: {
    severity: 'error',
    title: 'brackets are nested too deep',
    explanation: `More than 60 brackets are open at once. No physics needs that; it is the mark of a damaged or generated file.

\`\`\`
let y = ((((((a + b) * c) + d) * e) ...   // before
let s = (a + b) * c                       // after: parts with names
let y = (s + d) * e
\`\`\``,
  },
  E0110: {
    severity: 'error',
    title: 'there is nothing in the file',
    explanation: `A file describes devices and circuits, and experiments to run. This one has none of them.

\`\`\`
device Resistor(p: electrical, n: electrical) {
  param R = 1 kΩ
  I(p, n) <+ V(p, n) / R
}
\`\`\``,
  },
  E0111: {
    severity: 'error',
    title: 'a statement is too long',
    explanation: `One statement holds more than 1000 operators, or more than 100 \`if\`s.

\`\`\`
let y = if x < 1 then 3 else if x < 2 then 5 else ...   // before: a hundred of them
table y(x: 1) -> 1 from "y.csv"                         // after: numbers belong into a table
\`\`\``,
  },
  E0112: {
    severity: 'error',
    title: 'a statement stands in the wrong place',
    explanation: `Devices and circuits hold equations and structure; experiments hold what to run and what to measure. The statement is a good one
somewhere else.

\`\`\`
circuit Oscillator(in: electrical) {
  measure f = rate(spike)            // before
}
experiment Rate of Oscillator {
  measure f = rate(spike)            // after
}
\`\`\``,
  },
  E0113: {
    severity: 'info',
    title: 'more syntax errors are not shown',
    explanation: `At most 50 syntax errors of a file are shown. Mending the first ones often mends others.

\`\`\`
let y = a + * b          // the first error
...                      // the messages after the fiftieth are counted only
\`\`\``,
  },
  E0114: {
    severity: 'error',
    title: 'a number is too large',
    explanation: `Numbers are IEEE 754 doubles in SI units: up to 1.8e308.

\`\`\`
param n = 1e999          // before
param n = 1e99           // after
\`\`\``,
  },
  E0115: {
    severity: 'error',
    title: 'two comparisons in a row',
    explanation: `\`a < b < c\` would compare the outcome of \`a < b\` (yes or no) with \`c\`. Say both comparisons.

\`\`\`
on 0 V < v < 5 V { }                 // before
on 0 V < v and v < 5 V { }           // after
\`\`\`
A range of values is written with \`in\`: \`state v = 0 V in 0 V .. 5 V\`.`,
  },
  E0116: {
    severity: 'error',
    title: 'a number is not complete',
    explanation: `Numbers have digits on both sides of the decimal point, which keeps \`1 .. 3\` and \`cell.x\` readable.

\`\`\`
let y = .5 * x + 1.      // before
let y = 0.5 * x + 1      // after
\`\`\``,
  },
  E0117: {
    severity: 'error',
    title: 'a unit is not written as one',
    explanation: `A unit is a product of symbols with powers, written without spaces: \`mW/K\`, \`A/m^2\` or \`A/m2\`, \`V/m^(1/2)\`, \`/s\`. Powers are whole numbers
or fractions (\`^(1/2)\`, \`^0.5\`), not larger than 99.

\`\`\`
param D = 1e-4 m^(1/0)   // before
param D = 1e-4 m2/s      // after
\`\`\``,
  },
  E0118: {
    severity: 'error',
    title: 'a value without a word that says what it is',
    explanation: `In a device or circuit a statement says what its name stands for.

\`\`\`
R0 = 5 mΩ                // before
param R0 = 5 mΩ          // after: a number that can be set from outside
let R = R0 * F + Rm      // or a name for an expression
\`\`\`
Only in experiments, in the settings of an instance and in \`on\` and \`every\` blocks a bare \`name = value\` is enough.`,
  },
  E0119: {
    severity: 'error',
    title: 'a word of the language used as a name',
    explanation: `\`if\`, \`then\`, \`else\`, \`and\`, \`or\` and \`not\` cannot be names. All other words of the language can: a port may be called \`in\`.

\`\`\`
let then = 3             // before
let then_ = 3            // after
\`\`\``,
  },
  E0120: {
    severity: 'error',
    title: 'a statement without a name',
    explanation: `The keyword is followed by a sign where the name should be.

\`\`\`
param = 3 kΩ             // before
param R = 3 kΩ           // after
\`\`\``,
  },
  E0121: {
    severity: 'error',
    title: 'one = does not compare',
    explanation: `\`=\` gives a value to a name; \`==\` asks whether two values are equal. Measured values are compared with \`~\` and a tolerance.

\`\`\`
let y = if n = 0 then 1 else x       // before
let y = if n == 0 then 1 else x      // after
expect f ~ 329 kHz +- 1 %            // a measured value
\`\`\``,
  },
};
