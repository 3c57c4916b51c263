import type { MessageKind } from '../diagnostic.ts';
import { arrayMessages } from './arrays.ts';
import { experimentMessages } from './experiment.ts';
import { fileMessages } from './file.ts';
import { importMessages } from './import.ts';
import { machineMessages } from './machine.ts';
import { modelMessages } from './model.ts';
import { networkMessages } from './network.ts';
import { numericsMessages } from './numerics.ts';
import { syntaxMessages } from './syntax.ts';

/** Every kind of diagnostic by its stable code. E00 files, E01 syntax, E02 names and dimensions, E03 networks, E04 numerics, E05 machine, E06 experiments and data, E07 files of other languages; W likewise. */
export const messageKinds: Readonly<Record<string, MessageKind>> = {
  ...fileMessages,
  ...syntaxMessages,
  ...modelMessages,
  ...networkMessages,
  ...arrayMessages,
  ...numericsMessages,
  ...machineMessages,
  ...experimentMessages,
  ...importMessages,
};
