/** Compiles one document as far as its formats, in a thread of its own: a simulation stands behind them, which takes its time. */
import { parentPort, workerData } from 'node:worker_threads';
import { compile } from '../../compiler/pipeline.ts';
import { cacheFolder } from '../library/cache-folder.ts';
import { evaluatorsWith } from '../library/evaluators.ts';
import { openMemory } from '../library/memory.ts';
import { EditorFiles } from './files.ts';
import { type FormatsRequest, linesOf } from './formats.ts';

const { source, open } = workerData as FormatsRequest;
const files = new EditorFiles((path) => open[path]);
// most changes of a file while it is written leave its runs as they were
const { remember } = openMemory(cacheFolder(process.env), !!process.env['QNM_NO_CACHE']);
const { experiments } = compile(source, files, { until: 'fixed' }, evaluatorsWith(remember));
parentPort?.postMessage(experiments.flatMap(linesOf));
