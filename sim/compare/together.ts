/** Runs of networks are seen part by part; what compares steps as a whole waits for the last part. */
import type { Frame, RunObserver } from '../run.ts';

/** Hands over the frames of all parts of a step. They must stay as they are until the last one of the step has been seen. */
export class Together implements RunObserver {
  private readonly frames: Frame[] = [];
  private readonly parts: number;
  private readonly take: (frames: readonly Frame[]) => void;

  constructor(parts: number, take: (frames: readonly Frame[]) => void) {
    this.parts = parts;
    this.take = take;
  }
  frame(frame: Frame): void {
    this.frames[frame.part] = frame;
    if (frame.part === this.parts - 1) this.take(this.frames);
  }
}
