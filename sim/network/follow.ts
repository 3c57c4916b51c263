import { type FixedJob, followFixed } from './fixed-member.ts';
import { type Float64Job, followFloat64 } from './float64-member.ts';
import { leave, type TeamJob } from './team.ts';

/** Does the job of a member beside the first, to its end. `say`: to the first member. @throws what went wrong, the others know that it left */
export function followTeam(job: TeamJob, say: (what: unknown) => void): void {
  try {
    if (job.kind === 'float64') followFloat64(job as Float64Job, say);
    else followFixed(job as FixedJob);
  } catch (error) {
    leave(job.meeting);
    throw error;
  }
}
