/** A pass on form 3: same meaning in, same meaning out, something made better. */
import type { StepForm } from './form.ts';

export interface Pass {
  /** As it is written on the command line. */
  readonly name: string;
  readonly description: string;
  run(form: StepForm): StepForm;
}
