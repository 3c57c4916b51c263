/** Compiles one document as far as its formats, in a thread of its own: a simulation stands behind them, which takes its time. */
import { parentPort, workerData } from 'node:worker_threads';
import { compile } from '../../compiler/pipeline.ts';
import { evaluators } from '../library/evaluators.ts';
import { EditorFiles } from './files.ts';
import { type FormatsRequest, linesOf } from './formats.ts';

const { source, open } = workerData as FormatsRequest;
const files = new EditorFiles((path) => open[path]);
const { experiments } = compile(source, files, { until: 'fixed' }, evaluators);
parentPort?.postMessage(experiments.flatMap(linesOf));
