/** Faults of one line. `find` stands exactly once in the file. */
import type { CheckName } from './checks.ts';

export interface FaultLine {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly breaks: string;
  readonly check: CheckName;
}
const fault = (check: CheckName, file: string, breaks: string, find: string, replace: string): FaultLine => ({
  file, find, replace, breaks, check,
}); // biome-ignore format: one literal

const arithmetic: readonly FaultLine[] = [
  fault('resize', 'rtl/qnm_round_saturate.v', 'ties go up, not to even', 'x[SHIFT-1] & (sticky | x[SHIFT])', 'x[SHIFT-1] & (sticky | 1\'b1)'),
  fault('resize', 'rtl/qnm_round_saturate.v', 'only one bit below the half is looked at', 'assign sticky = |x[SHIFT-2:0];', 'assign sticky = x[SHIFT-2];'),
  fault('resize', 'rtl/qnm_round_saturate.v', 'no sign in front of the rounded number', '{x[X_WIDTH-1], x[X_WIDTH-1:SHIFT]} +', '{1\'b0, x[X_WIDTH-1:SHIFT]} +'),
  fault('resize', 'rtl/qnm_round_saturate.v', 'floor rounds up', 'assign r = x[X_WIDTH-1:SHIFT];', 'assign r = x[X_WIDTH-1:SHIFT] + 1\'b1;'),
  fault('resize', 'rtl/qnm_round_saturate.v', 'only numbers far above saturate', '~r[R_WIDTH-1] & (|beyond)', '~r[R_WIDTH-1] & (&beyond)'),
  fault('resize', 'rtl/qnm_round_saturate.v', 'only numbers far below saturate', 'r[R_WIDTH-1] & ~(&beyond)', 'r[R_WIDTH-1] & ~(|beyond)'),
  fault('resize', 'rtl/qnm_round_saturate.v', 'the upper bound is one too low', '? {Y_WIDTH{1\'b1}} >> 1 :', '? ({Y_WIDTH{1\'b1}} >> 1) - 1\'b1 :'),
  fault('resize', 'rtl/qnm_round_saturate.v', 'no flag below the range', '.a({below | above, clipped})', '.a({above, clipped})'),
  fault('subtract', 'rtl/qnm_add.v', 'operands of a difference exchanged', 'a_aligned - b_aligned :', 'b_aligned - a_aligned :'),
  fault('add', 'rtl/qnm_add.v', 'the carry is dropped', '((A_NEEDS > B_NEEDS) ? A_NEEDS : B_NEEDS) + 1;', '((A_NEEDS > B_NEEDS) ? A_NEEDS : B_NEEDS);'),
  fault('multiply', 'rtl/qnm_product.v', 'one operand is its complement', 'a_aligned * b_aligned', 'a_aligned * ~b_aligned'),
  fault('multiply', 'rtl/qnm_product.v', 'a piece stands at the wrong place', 'PIECE * (i + j)', 'PIECE * (i + i)'),
  fault('multiply', 'rtl/qnm_scale.v', 'a digit of -1 is added', 'part = so_far - (', 'part = so_far + ('),
  fault('multiply', 'rtl/qnm_scale.v', 'sums of eight places stand seven apart', '.LEFT(GROUP*g)', '.LEFT((GROUP-1)*g)'),
  fault('multiply', 'rtl/qnm_narrow_product.v', 'minus is the complement', "1'b0}}, minus}", "1'b0}}, 1'b0}"),
  fault('add', 'rtl/qnm_align.v', 'no sign extension', '{(X_WIDTH-A_WIDTH){a[A_WIDTH-1]}}', '{(X_WIDTH-A_WIDTH){1\'b0}}'),
  fault('absolute', 'rtl/qnm_absolute.v', 'ones complement', '{{(X_WIDTH-1){1\'b0}}, negative}', '{X_WIDTH{1\'b0}}'),
  fault('negate', 'rtl/qnm_negate.v', 'ones complement', 'assign x = -a_aligned;', 'assign x = ~a_aligned;'),
  fault('lessEqual', 'rtl/qnm_compare.v', 'equal is not "less or equal"', 'a_aligned <= b_aligned', 'a_aligned < b_aligned'),
  fault('minimum', 'rtl/qnm_extremum.v', 'minimum and maximum exchanged', 'a_less == (MAXIMUM == 0)', 'a_less == (MAXIMUM != 0)'),
  fault('select', 'rtl/qnm_select.v', 'the other branch is chosen', 'choose_a ? a_aligned : b_aligned', 'choose_a ? b_aligned : a_aligned'),
  fault('sign', 'rtl/qnm_sign.v', 'the sign of zero is 1', '{negative, |a}', '{negative, 1\'b1}'),
  fault('floor', 'rtl/qnm_floor.v', 'whole numbers one too high', 'assign x = a_aligned[S_WIDTH-1:A_FRACTION];', 'assign x = a_aligned[S_WIDTH-1:A_FRACTION] + 1\'b1;'),
  fault('divide', 'rtl/qnm_divide_step.v', 'a quotient bit is lost where the rest equals the divisor', 'if (t >= wide) begin', 'if (t > wide) begin'),
  fault('divide', 'rtl/qnm_divide.v', 'an overflow just at the end of the range', 'above >= divisor', 'above > divisor'),
  fault('divide', 'rtl/qnm_divide.v', 'the sign of the divisor is forgotten', 'a_negative ^ b_negative', 'a_negative'),
]; // biome-ignore format: a table

const tables: readonly FaultLine[] = [
  fault('polynomial', 'rtl/qnm_table_address.v', 'the table begins one code too early', 'distance = a_aligned - LOW;', 'distance = a_aligned - LOW + 1;'),
  fault('polynomial', 'rtl/qnm_table_address.v', 'codes below the table read its end', 'difference[D_WIDTH-1] ? {SPAN_WIDTH{1\'b0}}', 'difference[D_WIDTH-1] ? SPAN[SPAN_WIDTH-1:0]'),
  fault('polynomial', 'rtl/qnm_table_address.v', 'the segment is one off', 'assign segment = FIRST + fine;', 'assign segment = FIRST + fine + 1\'b1;'),
  fault('polynomial', 'rtl/qnm_horner.v', 'products are cut, not rounded', '{coefficient_aligned, half}', '{coefficient_aligned, {LOCAL_BITS{1\'b0}}}'),
  fault('polynomial', 'rtl/qnm_horner.v', 'the coefficient comes a clock early', '.WIDTH(C_WIDTH), .PLACES(2)', '.WIDTH(C_WIDTH), .PLACES(1)'),
  fault('polynomial', 'compiler/emit/memories.ts', 'memories hold their words upside down', 'memoryText(memory.words, memory.width)', 'memoryText([...memory.words].reverse(), memory.width)'),
]; // biome-ignore format: a table

const control: readonly FaultLine[] = [
  fault('cores', 'rtl/qnm_issuer.v', 'instances retire a clock early', '= valid_reg[FLIGHT-1];', '= valid_reg[FLIGHT-2];'),
  fault('cores', 'rtl/qnm_issuer.v', 'states are stored a clock early', '= valid_reg[STORE-1] | restore;', '= valid_reg[STORE-2] | restore;'),
  fault('cores', 'rtl/qnm_sequencer.v', 'a reset does not bring the initial states back', 'fresh_reg     <= 1\'b1;', 'fresh_reg     <= fresh_reg;'),
  fault('cores', 'rtl/qnm_issuer.v', 'states go to the neighbour', 'assign store_row       = store_row_reg;', 'assign store_row       = issue_row;'),
  fault('cores', 'rtl/qnm_sequencer.v', 'stalls are not counted', 'stalls_reg <= stalls_reg + 48\'d1;', 'stalls_reg <= stalls_reg;'),
  fault('cores', 'rtl/qnm_delay_line.v', 'a delay is one step short', 'LAST_PLACE = DEPTH - 1;', 'LAST_PLACE = DEPTH - 2;'),
  fault('cores', 'rtl/qnm_delay_line.v', 'a delay line is empty for ever', 'filled_reg <= 1\'b1;', 'filled_reg <= 1\'b0;'),
  fault('cores', 'rtl/qnm_event_stream.v', 'of two events in one step the second is lost', 'assign word_ready = m_axis_tready & last;', 'assign word_ready = m_axis_tready;'),
  fault('cores', 'rtl/qnm_event_stream.v', 'the fraction belongs to another event', 'word_fraction[8*(l*EVENTS+e) +: 8]', 'word_fraction[7:0] + {7\'d0, e == 0}'),
  fault('cores', 'rtl/qnm_fifo.v', 'a waiting beat is overwritten', 'wire advance = ~valid_reg | m_axis_tready;', 'wire advance = 1\'b1;'),
  fault('lanes', 'rtl/qnm_event_stream.v', 'an event is that of the first lane', 'lane     = l[23:0];', 'lane     = 24\'d0;'),
  fault('cores', 'templates/part.v.hbs', 'what is read back is not marked', '.push_read(read_push)', ".push_read(1'b0)"),
  fault('lanes', 'rtl/qnm_state_stream.v', 'the last row of a snapshot is full', '(row_last ? SHORT_END : END)', '(END)'),
  fault('lanes', 'rtl/qnm_draw.v', 'lanes draw the numbers of their neighbours', ': instance_reg + STRIDE;', ': instance_reg + 1\'b1;'),
  fault('lanes', 'rtl/qnm_issuer.v', 'rows are numbered as if they had one instance', 'retire_instance_reg + STRIDE;', 'retire_instance_reg + 1\'b1;'),
  fault('lanes', 'compiler/emit/part-view.ts', 'numbers of instances are cut on their way through a queue', '(machine.rows - 1) * lanes + 1)', '1)'),
  fault('lanes', 'compiler/emit/part-view.ts', 'lanes without an instance raise flags and fire', 'bits * present)) - 1n', 'bits * machine.lanes)) - 1n'),
  fault('lanes', 'compiler/emit/bank-view.ts', 'instances are dealt to other lanes', 'row * lanes + lane,', 'lane * rows + row,'),
  fault('networks', 'rtl/qnm_accumulator.v', 'of two additions to one place in a row the first is lost', 'newest_2_reg ? written_3_reg', '1\'b0 ? written_3_reg'),
  fault('networks', 'rtl/qnm_accumulator.v', 'an addition is lost when the same place was hit two clocks before', 'newer_2_reg ? written_4_reg', '1\'b0 ? written_4_reg'),
  fault('networks', 'rtl/qnm_accumulator.v', 'sums go on in the next step', 'if (clear_2_reg) next', 'if (1\'b0) next'),
  fault('networks', 'rtl/qnm_accumulator.v', 'sums begin with what is left from before a reset', 'clearing_reg <= 1\'b1;', 'clearing_reg <= 1\'b0;'),
  fault('networks', 'rtl/qnm_accumulator.v', 'an addition goes to the first lane', 'lane_2_reg == i[LANE_WIDTH-1:0]', 'i == 0'),
  fault('networks', 'rtl/qnm_published.v', 'edges read the lane of another', 'lane_2_reg == i[LANE_WIDTH-1:0]', 'lane_2_reg != i[LANE_WIDTH-1:0]'),
  fault('networks', 'rtl/qnm_published.v', 'edges never see the initial states', 'fresh_2_reg ? initial_words : late_reg', 'late_reg'),
  fault('networks', 'rtl/qnm_total.v', 'the odd term of a sum is counted twice', '<= a[(TERMS-1)*WIDTH +: WIDTH];', '<= a[(TERMS-1)*WIDTH +: WIDTH] << 1;'),
  fault('networks', 'rtl/qnm_join.v', 'of two beats in one clock one is lost', 'take ? chosen :', 'take ? s_axis_tvalid :'),
  fault('networks', 'templates/window.v.hbs', 'neighbours are read while they are overwritten', 'write_page_reg <= ~write_page_reg;', 'write_page_reg <= write_page_reg;'),
  fault('networks', 'templates/window.v.hbs', 'slots without an edge add something', '<= present_{{slot}} ? wide', '<= 1\'b1 ? wide'),
  fault('networks', 'compiler/emit/edges-view.ts', 'both ends of an edge are the same', 'lists[end]![edge % size]!', 'lists[0]![edge % size]!'),
  fault('networks', 'compiler/emit/edges-view.ts', 'the third end of an edge is its second', 'lists[end]![edge % size]!', 'lists[Math.min(end, 1)]![edge % size]!'),
  fault('networks', 'compiler/emit/window-view.ts', 'an edge reads itself at its other end', 'end.end === slot.end ?', 'end.end !== slot.end ?'),
  fault('networks', 'compiler/emit/window-view.ts', 'the points of a sweep are joined', 'point * size + own.others[edge]!', 'own.others[edge]!'),
  fault('networks', 'compiler/machine/window.ts', 'neighbours are read before they are written', 'Math.max(most, Math.abs(distance))', 'Math.max(most, 0 * distance)'),
  fault('networks', 'compiler/machine/step-schedule.ts', 'a sum is taken before the last addition', 'export const sumLatency = 2;', 'export const sumLatency = 0;'),
  fault('networks', 'compiler/machine/step-schedule.ts', 'edges read copies that are a clock too old', 'export const endsLatency = 2;', 'export const endsLatency = 3;'),
  fault('events', 'rtl/qnm_walk.v', 'a source begins with the edge behind its first one', 'within_reg ? place_reg : entry[RANGE-1:ADDRESS_WIDTH];', 'within_reg ? place_reg : entry[RANGE-1:ADDRESS_WIDTH] + PLACE_ONE;'),
  fault('events', 'rtl/qnm_walk.v', 'what edges read is of the source that fired behind', '.DEPTH(2)) data_line', '.DEPTH(1)) data_line'),
  fault('events', 'rtl/qnm_sequencer.v', 'clocks in which edges enter are stalls', 'if (~advance & ~walking)', 'if (~advance)'),
  fault('events', 'templates/event.v.hbs', 'all edges enter in every step', '= source_store & |source_words[{{gate.high}}:{{gate.low}}];', '= source_store;'),
  fault('events', 'templates/event.v.hbs', 'lanes without an edge add something', '.add(stored_{{lane}})', '.add(|valid_reg)'),
  fault('events', 'compiler/emit/event-view.ts', 'edges have the places of another lane', 'order.edges[place * lanes + lane]!', 'order.edges[place * lanes]!'),
  fault('events', 'compiler/machine/step-schedule.ts', 'a step begins before the last one that fired is in the list', 'export const listLatency = 4;', 'export const listLatency = 0;'),
  fault('delays', 'rtl/qnm_ring.v', 'the last edges of a step add to the next one', 'assign base  = base_2_reg;', 'assign base  = base_reg;'),
  fault('delays', 'rtl/qnm_ring.v', 'the ring of sums begins anew a step early', 'LAST_STEP_PLACE = PLACES - ROWS;', 'LAST_STEP_PLACE = PLACES - 2 * ROWS;'),
  fault('delays', 'rtl/qnm_ring_place.v', 'the first place behind the end of the ring is none', '(sum < ALL) ?', '(sum <= ALL) ?'),
  fault('delays', 'compiler/emit/event-view.ts', 'what an edge adds is a step early', 'later * population.rows);', '(later - 1) * population.rows);'),
  fault('delays', 'compiler/machine/words.ts', 'what is due last falls into this step', 'delay.most + 1;', 'delay.most;'),
  fault('delays', 'rtl/qnm_delay_own.v', 'a delay line of unlike lengths gives nothing until it is full', 'lapped_1_reg | ~early;', 'lapped_1_reg;'),
  fault('delays', 'rtl/qnm_delay_own.v', 'rows read as far back as the one before', '.address(row), .y(distance)', '.address(row ^ row), .y(distance)'),
  fault('cores', 'rtl/qnm_readback.v', 'a read-back leaves out the last instance', 'if (read_reg == LAST) reading_reg', 'if (read_reg == LAST - 1\'b1) reading_reg'),
  fault('cores', 'rtl/qnm_delay.v', 'a delay is a clock short', '= line_reg[DEPTH*WIDTH-1:(DEPTH-1)*WIDTH];', '= line_reg[(DEPTH-1)*WIDTH-1:(DEPTH-2)*WIDTH];'),
  fault('cores', 'templates/part.v.hbs', 'flags are not sticky', 'flags_reg <= flags_reg | raised;', 'flags_reg <= raised;'),
  fault('cores', 'templates/bank.v.hbs', 'the initial states are never read', 'fresh_2_reg ? initial_word : stored_word', 'stored_word'),
  fault('cores', 'templates/part.v.hbs', 'the stimulus comes a clock late', 'stimulus_1_reg <= stimulus;', 'stimulus_1_reg <= stimulus_1_reg ^ stimulus;'),
  fault('cores', 'templates/bank.v.hbs', 'assertions are inverted', '= ~holds;', '= holds;'),
]; // biome-ignore format: a table

const machine: readonly FaultLine[] = [
  fault('cores', 'compiler/machine/pipeline-lane.ts', 'operands arrive at different clocks', '? 0 : start - ready(arg))', '? 0 : 0 * (start - ready(arg)))'),
  fault('cores', 'compiler/machine/pipeline-lane.ts', 'results of a step leave at different clocks', 'leaves(root) - ready(root.signal.value)', '0 * (leaves(root) - ready(root.signal.value))'),
  fault('cores', 'compiler/machine/choose-lanes.ts', 'an instance begins before its last state is stored', '(small ? readLatency : 0), store, steps: 1 }', '(small ? readLatency : 0), store: store - 3, steps: 1 }'),
  fault('cores', 'compiler/machine/build-machine.ts', 'fields of a word overlap', 'offset += format.width;', 'offset += format.width - 1;'),
  fault('networks', 'rtl/qnm_pairs.v', 'an instance is paired with itself', 'from_here + STRIDE + STRIDE', 'from_here + STRIDE'),
  fault('networks', 'rtl/qnm_pairs.v', 'the last pair of a first end is left out', 'to_reg == TO_LAST;', 'beside == TO_LAST;'),
  fault('cores', 'compiler/emit/literals.ts', 'negative fields spoil those above', 'BigInt.asUintN(field.width, integers[i]!) <<', 'integers[i]! <<'),
  fault('cores', 'compiler/emit/literals.ts', 'negative numbers of a memory spoil the fields above', 'let rest = BigInt.asUintN(width, integer);', 'let rest = integer;'),
  fault('cores', 'sim/rtl/stimulus-words.ts', 'words of the stimulus in the wrong order', 'block[filled++] = Number((word >> BigInt(32 * i))', 'block[filled++] = Number((word >> BigInt(32 * (pieces - 1 - i)))'),
]; // biome-ignore format: a table

const integers: readonly FaultLine[] = [
  fault('integers', 'compiler/ops/exact.ts', 'ties go up, not to even', '(1n << BigInt(bits - 1)) - 1n)), odd)', '(1n << BigInt(bits - 1)))), builder.constant(0n))'),
  fault('integers', 'compiler/ops/exact.ts', 'the lower bound is one too high', 'builder.saturate(a, low, high)', 'builder.saturate(a, low + 1n, high)'),
  fault('integers', 'compiler/ops/exact.ts', 'the point of one operand is one place off', 'fraction - x.fraction);', 'fraction - x.fraction + 1);'),
  fault('integers', 'compiler/ops/bigint-builder.ts', 'halves always round up', 'twice > divisor ||', 'twice >= divisor ||'),
  fault('integers', 'compiler/ops/bigint-builder.ts', 'quotients round towards zero', 'towardsZero - 1n :', 'towardsZero :'),
  fault('integers', 'compiler/ops/add.ts', 'operands of a difference exchanged', 'builder.subtract(a, b)', 'builder.subtract(b, a)'),
  fault('integers', 'compiler/ops/multiply.ts', 'a square instead of a product', 'builder.multiply(a.integer, b.integer)', 'builder.multiply(a.integer, a.integer)'),
  fault('integers', 'compiler/ops/polynomial.ts', 'products are cut, not rounded', 'builder.constant(1n << BigInt(table.localBits - 1));', 'builder.constant(0n);'),
  fault('integers', 'compiler/ops/evaluate-table.ts', 'the fast evaluator of tables cuts', '* scale + 0.5)', '* scale)'),
]; // biome-ignore format: a table

const simulators: readonly FaultLine[] = [
  fault('engines', 'sim/fixed/wasm-wide.ts', 'products of more than 64 bits lose a carry', "lower(b).op('i64_mul').i64(half).op('i64_shr_u', 'i64_add').set(middle);", "lower(b).op('i64_mul').i64(half).op('i64_shr_s', 'i64_add').set(middle);"),
  fault('engines', 'sim/fixed/wasm-wide.ts', 'ties go up in WebAssembly', '.i64((1n << BigInt(bits - 1)) - 1n)', '.i64(1n << BigInt(bits - 1))'),
  fault('engines', 'sim/fixed/wasm-values.ts', 'long quotients round towards zero', "body.get(quotient).get(sign).op('i64_add').set(quotient);", "body.get(quotient).set(quotient);"),
  fault('engines', 'sim/fixed/wasm-values.ts', 'select takes the other branch', "write.integer(args[1]!);\n    write.integer(args[2]!);", "write.integer(args[2]!);\n    write.integer(args[1]!);"),
  fault('cores', 'sim/fixed/run.ts', 'fractions of events are in 1/255', '/ 256,', '/ 255,'),
  fault('cores', 'sim/rtl/frames.ts', 'fractions of events are shifted', 'fractionBytes[i]! / 256', 'fractionBytes[i]! / 128'),
  fault('compare', 'sim/compare/bit-exact.ts', 'missing steps are not missed', '&& this.steps === this.reference.steps', ''),
  fault('compare', 'sim/compare/local-error.ts', 'events are not compared with float64', "if (frame.fired[e] !== local.fired[e]) return 'wrong';", 'continue;'),
  fault('bounds', 'compiler/numerics/formats.ts', 'rounding is thought to be a thousandth of what it is', "quantum(format) / (rounding === 'floor' ? 1 : 2)", "quantum(format) / (rounding === 'floor' ? 1000 : 2000)"),
]; // biome-ignore format: a table

const networks: readonly FaultLine[] = [
  fault('integerNetworks', 'sim/network/fixed-inputs.ts', 'sums go on from those of the step before', 'target[at] = 0;', '{}'),
  fault('integerNetworks', 'sim/network/wiring.ts', 'what flows into both ends goes into the first', 'ends: endsOf(term.part, term.end)', 'ends: endsOf(term.part, 0)'),
  fault('integerNetworks', 'sim/network/wiring.ts', 'instances make their step before what couples them', 'return [...couplings, ...populations].map', 'return [...populations, ...couplings].map'),
  fault('integerNetworks', 'sim/compare/local-error.ts', 'instances are judged by what edges gave a step ago', "=== null ? 'before' : 'after'", "=== null ? 'before' : 'before'"),
  fault('integerNetworks', 'compiler/numerics/network.ts', 'a sum may overflow', 'Math.ceil(Math.log2(most))', '0'),
  fault('integerNetworks', 'compiler/numerics/network.ts', 'only one of the terms of a sum is wrong', 'const error = most * Math.max(', 'const error = Math.max('),
  fault('integerNetworks', 'compiler/numerics/simplify.ts', 'the opposite output is the same', "this.target.add('negate', [twin]", "this.target.add('absolute', [twin]"),
]; // biome-ignore format: a table

export const faultList: readonly FaultLine[] = [
  ...networks,
  ...arithmetic,
  ...tables,
  ...control,
  ...machine,
  ...integers,
  ...simulators,
];
