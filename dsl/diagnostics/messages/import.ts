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
    explanation: `\`qnmc import\` reads contributions, analog blocks, \`ddt\`, \`idt\`, \`idtmod\`, \`ddx\`, parameters, \`if\`, \`case\`, functions without
outputs, \`@(initial_step)\` and \`@(cross(...))\`, and files that are included from the folder of the file or below. Loops are written out
where numbers that are known decide how often they turn, and which element of an array is meant. Buses, filters, instances of other
modules and switch branches have no counterpart that would mean the same.

\`\`\`
while (y < V(p, n)) y = y * 2;                    // cannot be imported: the voltage decides
for (i = 0; i < 3; i = i + 1) y = y * x;          // can
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
  E0704: {
    severity: 'error',
    title: 'this is not a file of NIR',
    explanation: `\`qnmc import model.nir\` reads HDF5 files as \`nir.write\` makes them: a group \`node\` with a \`type\`, and in a NIRGraph the group
\`nodes\` and the list \`edges\`. The message shows a listing of the file, one line for each node.

\`\`\`
h5py.File("weights.h5", "w")["w"] = w         # wrong: weights without a graph
nir.write("model.nir", graph)                 # right
\`\`\``,
  },
  E0705: {
    severity: 'error',
    title: 'this node of a NIR graph cannot be imported',
    explanation: `Imported are Input, Output, Linear, Affine, Scale, Flatten, Conv1d, Conv2d, SumPool2d, AvgPool2d, Threshold, Delay, I, LI, IF, LIF, CubaLI and
CubaLIF, in graphs within graphs too. A convolution or a pooling is written out as a list of edges. What NIR has no name for, such as the largest
of a window, has no counterpart.

\`\`\`
MaxPool2d(...)                                # cannot be imported
nir.AvgPool2d(kernel_size=..., ...)           # can
\`\`\``,
  },
  E0706: {
    severity: 'error',
    title: 'nodes of a NIR graph do not fit together',
    explanation: `An edge joins outputs and inputs that are equally many; parameters of a node have as many numbers as it has elements, or one; times are
larger than 0; every loop passes a neuron or a delay, so that it takes time.

\`\`\`
edges = [("input", "fc"), ("fc", "lif")]      # fc: 3 x 2, lif: 4 elements: wrong
edges = [("input", "fc"), ("fc", "lif")]      # fc: 4 x 2, lif: 4 elements: right
\`\`\``,
  },
  E0707: {
    severity: 'error',
    title: 'Verilog-A cannot say this',
    explanation: `\`qnmc export --to veriloga\` writes contributions, \`ddt\`, states (a node on 1 F each) and memories that a crossing sets. A state that an
event sets, clocked blocks, delays by whole steps, random draws, tables and unit vectors have no counterpart that every simulator reads alike.

\`\`\`
on spike { u = 0 }                            // cannot be said: an event sets a state
on rising(V(p, n), 3 V) { closed = 1 }        // can: @(cross(V(p, n) - 3.0, +1)) closed = 1.0;
\`\`\``,
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
  W0703: {
    severity: 'warning',
    title: 'something of the circuit is not in the Verilog-A module',
    explanation: `Events that set nothing and asserts leave no trace in the equations, so a module has none. Count crossings in the simulator instead.

\`\`\`
event spike when rising(I(X), 1 mA)           // left out
@(cross(I(br) - 1m, +1)) n = n + 1;           // what a bench of that simulator may do
\`\`\``,
  },
  W0702: {
    severity: 'warning',
    title: 'a NIR file does not say this, so it was assumed',
    explanation: `NIR describes neurons in continuous time. How long a spike lasts, and with it what it does, depends on the program that trained the network:
most hold it at 1 for one step of theirs and fit the resistance and the weights to that step. The file does not say which step that was.

\`\`\`
qnmc import model.nir                         # each spike has the area 1
qnmc import model.nir --dt 1ms                # each spike is 1 for one step of 1 ms
\`\`\``,
  },
};
