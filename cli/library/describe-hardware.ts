/** What hardware an experiment became, part by part, as the documents tell it. */
import { fingerprint } from '../../compiler/emit/index.ts';
import type { MachineForm, NetworkMachine } from '../../compiler/machine/form.ts';
import { unitLengths } from '../../compiler/numerics/index.ts';
import { formatText } from '../../compiler/ops/index.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import { Float64Network, gatherNetworkEvidence } from '../../sim/network/index.ts';
import { WalkClocks } from '../../sim/rtl/walks.ts';
import type { BuildCoupling, BuildPopulation } from '../documents.ts';
import { type Estimate, estimateCoupling, estimateResources } from './estimate.ts';

/** Steps of instances that are run to see what becomes of the length of unit vectors. */
const lengthSteps = 2 ** 17;
/** Steps of instances that are run to see how many edges events open. */
const openedSteps = 2 ** 22;

export interface DescribedHardware {
  readonly populations: readonly BuildPopulation[];
  readonly couplings: readonly BuildCoupling[];
}

/** Populations and couplings of one experiment that was compiled to Verilog. */
export function describeHardware({
  hardware,
  experiment,
  files,
  parts,
  unsettled,
}: CompiledExperiment): DescribedHardware {
  if (hardware === null) throw new Error(`${experiment.name} was not compiled to Verilog`);
  const print = fingerprint(files);
  const network = parts.map(({ step }) => step);
  const lengths = unitLengths(network, gatherNetworkEvidence, lengthSteps);
  const opened = openedIn(hardware);
  const machineOf = new Map(hardware.parts.map((machine) => [machine.part, machine]));
  const populations = hardware.parts.filter(({ fixed }) => fixed.step.edges === null);
  return {
    populations: populations.map((machine) => ({
      ...describePopulation(machine, experiment.name, print, lengths, opened),
      unsettled: unsettledIn(machine, unsettled),
    })),
    couplings: hardware.couplings.map((coupling) => {
      const { part, engine, memoryBits } = coupling;
      const machine = machineOf.get(part)!;
      const { estimate, ...formats } = describeFormats(machine);
      const { edges, population } = machine.fixed.step;
      const [a, b] = edges!.ends.map((end) => hardware.forms[end]!.step.population.name);
      return {
        name: population.name,
        experiment: experiment.name,
        part,
        topology: edges!.text,
        ends: [a!, b!],
        engine,
        edges: edges!.from.length,
        lanes: machine.lanes,
        latency: machine.lane.latency,
        cycles: machine.rows,
        memoryBits: Object.values(memoryBits).reduce((sum, bits) => sum + bits, 0),
        ...formats,
        estimate: together(estimate, estimateCoupling(coupling, machine)),
      };
    }),
  };
}

/** What events add to the clocks of a step, as far as the float64 run tells within its first steps. */
function openedIn(hardware: NetworkMachine): BuildPopulation['opened'] {
  const { longestWalk, forms } = hardware;
  if (longestWalk === 0) return null;
  const network = forms.map(({ step }) => step);
  const instances = network.reduce((sum, { population }) => sum + population.instances, 0);
  const steps = Math.max(2, Math.min(network[0]!.steps, Math.floor(openedSteps / instances)));
  const watch = new WalkClocks(hardware, { frame: () => undefined });
  const run = new Float64Network(network);
  for (let step = 0; step < steps && run.advance(); step++) run.show(watch);
  return { mean: watch.clocks / steps, most: longestWalk };
}
function together(a: Readonly<Record<string, number>>, b: Estimate): Record<string, number> {
  return Object.fromEntries(Object.entries(b).map(([what, count]) => [what, count + (a[what] ?? 0)]));
}

function describePopulation(
  machine: MachineForm,
  experiment: string,
  print: string,
  lengths: readonly BuildPopulation['unitLength'][],
  opened: BuildPopulation['opened'],
): Omit<BuildPopulation, 'unsettled'> {
  const { fixed, lane } = machine;
  const { population, dt } = fixed.step;
  return {
    name: population.name,
    experiment,
    cell: population.cell.name,
    part: machine.part,
    shape: [...population.shape],
    instances: machine.instances,
    lanes: machine.lanes,
    latency: lane.latency,
    initiationInterval: machine.initiationInterval,
    cyclesPerStep: machine.cyclesPerStep,
    opened,
    clock: machine.clock,
    dt,
    rate: machine.rate,
    redraws: redrawsOf(machine),
    unitLength: lengths[machine.part] ?? null,
    fingerprint: print,
    ...describeFormats(machine),
  };
}
/** What sweeps leave, where the worst of it is in this part. */
function unsettledIn(
  { part, fixed }: MachineForm,
  found: CompiledExperiment['unsettled'],
): BuildPopulation['unsettled'] {
  if (found === null || found.part !== part) return null;
  const { state, instance, time, apart } = found;
  return { name: fixed.step.population.cell.states[state]!.name, instance, time, apart };
}
/** How often a second the instances together decide something by numbers that they draw. */
function redrawsOf({ fixed, rate }: MachineForm): number {
  const { population, experiment } = fixed.step;
  const each = (population.cell.redrawn ?? []).reduce((sum, steps) => sum + 1 / (steps * experiment.dt), 0);
  return population.instances * each * rate;
}
function describeFormats(machine: MachineForm): Pick<BuildPopulation, 'states' | 'tables' | 'estimate'> {
  const { fixed } = machine;
  return {
    states: fixed.states.map((state, k) => ({
      name: state.name,
      unit: fixed.step.population.cell.states[k]!.unit.text,
      format: formatText(state.format),
      range: [state.range.low, state.range.high],
      said: state.said,
      localError: state.localError,
    })),
    tables: fixed.tables.map((table) => ({
      of: table.of,
      degree: table.degree,
      segments: table.coefficients[0]?.words.length ?? 0,
      bits: table.coefficients.reduce((sum, memory) => sum + memory.words.length * memory.width, 0),
      error: table.error,
    })),
    estimate: { ...estimateResources(machine) },
  };
}
