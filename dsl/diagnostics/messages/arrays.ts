import type { MessageKind } from '../diagnostic.ts';

const error = (title: string, explanation: string): MessageKind => ({ severity: 'error', title, explanation });

/** E033: arrays, populations and couplings. */
export const arrayMessages: Readonly<Record<string, MessageKind>> = {
  E0331: error(
    'two arrays have different shapes',
    `Arrays of one shape are joined element by element: \`cell[i, j]\` gets \`drive[i, j]\`. Arrays of different shapes, or an array and a single
instance, are joined by a coupling that says who meets whom.

\`\`\`
drive: source[28, 28](...)
cell: Neuristor[10, 10](drive.p, bath)                 // wrong: 28 x 28 and 10 x 10

cell: Neuristor[28, 28](drive.p, bath)                 // right
couple drive to cell by edges("who.csv") { ... }       // right, for unlike shapes
\`\`\``,
  ),
  E0332: error(
    'something that is there once would join all instances of an array',
    `What has no shape is known to every instance of an array: parameters, functions, fixed nodes, ports that the experiment sets. A node
whose potential must be solved, or a state, is there once; if every instance reached it directly, all of them would be one circuit.

\`\`\`
node pool: thermal = 300 K
cell: Neuristor[100](in, pool)                         // wrong

node pool: thermal = 300 K fixed                       // right: the same temperature for all
node pool: thermal[100] = 300 K                        // right: each has its own
couple pool to cell by all { thermal_conductor(a, b.hot) { G = 1 uW/K } }    // right: they exchange heat
\`\`\``,
  ),
  E0335: error(
    'a topology that does not exist or does not fit',
    `\`chain\` and \`ring\` join neighbours of an array of one dimension, \`grid\` and \`torus\` those of two (4, 6 or 8 neighbours) or three (6).
\`all\`, \`random(p, seed: 7)\`, \`matrix("w.csv") as w\`, \`edges("e.csv")\` fit any arrays, \`hyperedges("h.csv") as w\` one array, \`one_to_one\` two of one shape, \`within(900 nm)\` arrays with places:
\`place cell by positions("places.csv")\`, columns \`x[nm],y[nm],z[nm]\` and parameters by name, one row for each instance.

\`\`\`
cell: Neuristor[28, 28](in, bath)
couple cell by chain { ... }           // wrong: two dimensions
couple cell by grid(4) { ... }         // right
\`\`\``,
  ),
  E0336: error(
    'this is no single place in an array',
    `An experiment names one instance by its indices, from 0 on, one for each dimension, behind the name of the array; without indices it
means all of them. What it puts together belongs to one population and to the same instance.

\`\`\`
cell: Neuristor[28, 28](in, bath)
record cell[28, 0].out                  // wrong: 0 to 27
record cell[3].out                      // wrong: two indices
record cell[0].out - cell[1].out        // wrong: two instances
record cell[3, 4].out, cell.hot         // right: one instance, the whole field
\`\`\``,
  ),
  E0337: error(
    'an edge leads to an instance that is not there',
    `The columns \`from\` and \`to\` (\`a\`, \`b\`, \`c\` of hyperedges) number the instances of an array from 0 on; in two and three dimensions row by row, the last index fastest.

\`\`\`
from,to
0,784          // wrong for [28, 28]
0,783          // right
\`\`\``,
  ),
  E0338: error(
    'a matrix has the wrong size',
    `A row for each instance of the first array, a number in it for each instance of the second (of the same one within a population), and no
header. An entry of 0 makes no edge.

\`\`\`
couple row to column by matrix("w.csv") as w { ... }
// 3 rows, 2 columns:
0.5, 0
1, 0.25
0, 0.75
\`\`\``,
  ),
  E0339: error(
    'this is no size of an array',
    `The size of an array is a whole number from 1 on in each of one to three dimensions, known before any experiment: written there, or a
parameter or constant with such a value.

\`\`\`
param N = 100
cell: Neuristor[N](in, bath)            // right
cell: Neuristor[0](in, bath)            // wrong
cell: Neuristor[2.5](in, bath)          // wrong
\`\`\``,
  ),
  E0340: error(
    'numbers for the instances of an array do not fit it',
    `A list or a file gives one number to each instance of an array, row by row, the last index fastest. As many as the last dimensions
have are the same in every copy of those: of \`[100, 3]\`, three. Where there is one instance only, there is nothing to share out.

\`\`\`
cell: Neuristor[2, 2](in, bath) { C = [145 pF, 146 pF, 147 pF] }            // wrong: three for four
cell: Neuristor[2, 2](in, bath) { C = [145 pF, 146 pF, 147 pF, 148 pF] }    // right
drive: voltage_source[28, 28] { V = stimulus("digit.csv", 10.5 V .. 12.2 V) }    // right: 28 rows of 28 numbers
\`\`\``,
  ),
  E0341: error(
    'an edge that has one instance twice',
    `A hyperedge joins as many different instances as its block names ends: \`a\`, \`b\`, \`c\` and on. The columns of its file with these names number the instances
from 0 on; \`as w\` is the column \`w\`, or the only one besides the ends, and other columns set parameters of the devices.

\`\`\`
couple p by hyperedges("cubic.csv") as w { product3(a.own, b.own, c.own) { J = w } }

a,b,c,w
0,1,1,0.5        // wrong: 1 twice
0,1,2,0.5        // right
\`\`\``,
  ),
  W0331: {
    severity: 'warning',
    title: 'a coupling without edges',
    explanation: `An array of one instance has no neighbours, a matrix of zeros no entries. The coupling is left out.

\`\`\`
cell: Neuristor[1](in, bath)
couple cell by chain { ... }            // joins nothing
\`\`\``,
  },
  W0332: {
    severity: 'info',
    title: 'edges that join one pair twice',
    explanation: `A list of edges may join one pair of instances (or the same three, of hyperedges) several times. Each edge is a device of its own; what they do adds.

\`\`\`
from,to
0,1
0,1            // the same pair once more
\`\`\``,
  },
  W0333: {
    severity: 'warning',
    title: 'pairs that a coupling joins both ways',
    explanation: `A device such as a bond or a resistor acts on both its ends. Where a matrix (or a list of edges) has the entry of row i, column j and
that of row j, column i, there are two such devices between i and j, and each feels the other twice: couplings 2 J instead of J.
Likewise hyperedges of the same instances in two orders, 0,1,2 and 1,0,2.

\`\`\`
couple p by matrix("J.csv") as J { bond(a.own, b.own) { J = J } }

0, 1, 2
1, 0, 3        // wrong: the pair of 0 and 1 again
2, 3, 0

0, 1, 2
0, 0, 3        // right: above the diagonal only
0, 0, 0

couple p by matrix("J.csv") as J { weight(a.own, b.own) { w = J } }      // right too: a weight acts on its second end only
\`\`\`

Two matrices that are not mirror images want devices with one direction: a bond has one J for both.`,
  },
};
