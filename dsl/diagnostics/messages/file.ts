import type { MessageKind } from '../diagnostic.ts';

/** E00: a file as a whole, before its first character is looked at. */
export const fileMessages: Readonly<Record<string, MessageKind>> = {
  E0001: {
    severity: 'error',
    title: 'the file does not exist',
    explanation: `A file named on the command line is not there.

\`\`\`
qnmc check examples/neuristr.qnm      # wrong: no such file
qnmc check examples/neuristor.qnm     # right
\`\`\`
Names are relative to the folder in which \`qnmc\` is started.`,
  },
  E0002: {
    severity: 'error',
    title: 'a folder stands where a file is expected',
    explanation: `This command works on one \`.qnm\` file; a folder was named. Only \`qnmc verify\` takes a folder and works on each
\`.qnm\` file in it.

\`\`\`
qnmc build examples                   # wrong
qnmc build examples/neuristor.qnm     # right
\`\`\``,
  },
  E0003: {
    severity: 'error',
    title: 'the file is not text',
    explanation: `A \`.qnm\` file is UTF-8 text. This one holds bytes that are not UTF-8, or NUL characters: it may be a picture, an
archive, or text in another encoding.

\`\`\`
iconv -f latin1 -t utf-8 old.qnm > new.qnm      # mends a file in Latin-1
\`\`\``,
  },
  E0004: {
    severity: 'error',
    title: 'the file is too large',
    explanation: `A \`.qnm\` file may have 2 MB, a data file that it names 64 MB. A description of that size is nearly always a generated
list: put numbers into a CSV file, and let one line name many instances.

\`\`\`
X1: resistor(a1, b1) {}   X2: resistor(a2, b2) {}   ...     // before: a line for each instance
X: resistor[1000](a, b) { R = "resistances.csv" }           // after
\`\`\``,
  },
  E0005: {
    severity: 'error',
    title: 'the file cannot be read',
    explanation: `The operating system refused to open the file, most often because its permissions do not allow it.

\`\`\`
chmod u+r circuit.qnm                 # lets you read your own file
\`\`\``,
  },
};
