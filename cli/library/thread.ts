/** A thread beside the one that runs an experiment: it waits for a job, does it with the others, and waits for the next. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { followTeam } from '../../sim/network/follow.ts';
import type { TeamJob } from '../../sim/network/team.ts';

const port = workerData as MessagePort;
parentPort!.on('message', (job: TeamJob) => followTeam(job, (said) => port.postMessage(said)));
parentPort!.postMessage('here');
