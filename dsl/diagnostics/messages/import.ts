import type { MessageKind } from '../diagnostic.ts';

/** E07: files of other languages. */
export const importMessages: Readonly<Record<string, MessageKind>> = {
  E0701: {
    severity: 'error',
    title: 'this is not Verilog-A',
    explanation: `The text breaks the grammar of Verilog-A: a sign is missing, a macro has no definition, a block has no end.

\`\`\`
I(p, n) <+ V(p, n) / R        // wrong: the semicolon is missing
I(p, n) <+ V(p, n) / R;       // right
\`\`\``,
  },
  E0702: {
    severity: 'error',
    title: 'this part of Verilog-A cannot be imported',
    explanation: `\`qnmc import\` reads contributions, analog blocks, \`ddt\`, \`idt\`, \`idtmod\`, parameters, \`if\`, functions without outputs,
\`@(initial_step)\` and \`@(cross(...))\`. Loops, arrays, buses, filters, switch branches and files have no counterpart that would
mean the same.

\`\`\`
for (i = 0; i < 3; i = i + 1) y = y * x;      // cannot be imported
y = x * x * x;                                // can
\`\`\``,
  },
  E0703: {
    severity: 'error',
    title: 'a variable would keep its value from one time to the next',
    explanation: `In Verilog-A a variable keeps what it was when the block ran last. Models that integrate by hand rest on it, and their result
then depends on how often the simulator runs the block. A device here is a function of its states, so each of them must be written as
one.

\`\`\`
x = x_last + dt * rate;  x_last = x;          // cannot be imported, and depends on the simulator's steps
x = idt(rate, x_init);                        // can: the simulator integrates
\`\`\`
Between events a variable that \`@(cross(...))\` sets is kept: it becomes a \`memory\`.`,
  },
  W0701: {
    severity: 'warning',
    title: 'something was left out or means a little else',
    explanation: `The device that was imported does not have this part of the file. What is lost stands in the message.

\`\`\`
I(p, n) <+ white_noise(4 * \`P_K * $temperature / R);      // no noise in the device
u' += sigma * noise                                       // how a .qnm file says it
\`\`\``,
  },
};
