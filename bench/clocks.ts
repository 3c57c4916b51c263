/** Processor time: what else the machine does hardly counts in it. */
import { readFileSync } from 'node:fs';

/** Seconds of this process, all threads. */
export function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Clocks a second of /proc on every Linux that Node runs on. */
const ticks = 100;

/** Seconds of all children that have ended, in hundredths; where there is no /proc, seconds of the wall. */
export function childSeconds(): number {
  try {
    const text = readFileSync('/proc/self/stat', 'utf8');
    // Behind the name in brackets: state is field 3, cutime and cstime are 16 and 17.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / ticks;
  } catch {
    return performance.now() / 1000;
  }
}
