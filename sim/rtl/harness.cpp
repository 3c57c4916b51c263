// The generic driver of a Verilated core: one source for every circuit.
//
// Compiled with -DQNM_EVENTS, -DQNM_FLAGS, -DQNM_STIMULUS_BITS=n where the core has those ports; the layout of its words
// comes as arguments. It plays the stimulus from standard input, checks everything that can be checked here, and writes one
// frame for each step and part to standard output, the parts in order: states (int64, [instance][state]), flags (uint32, [instance]),
// fired and fractions (bytes, [instance][event]), padded to 8 bytes. Instances stand in their own order, whatever lanes they
// went through. The last line of standard error is `done CYCLES STALLS STEPS` or begins with `error`.
//
// Checks: the event stream carries exactly the events of the retire bus, in order; rows retire in order; clocks =
// steps * predicted + stalls, where events open edges also step by step with the edges that entered; sticky flags equal the flags seen; with a seed: random waiting of every stream, pauses,
// read-backs and traces compared with the retired states, and a reset in the middle of a run that starts all over.
#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "Vcore.h"
#include "verilated.h"

namespace {

[[noreturn]] void fail(const std::string& text) {
    fflush(stdout);
    fprintf(stderr, "error %s\n", text.c_str());
    exit(2);
}

// A port of any width as 32-bit words, lowest first.
template <typename T> inline uint32_t wordOf(const T& port, int i) {
    return static_cast<uint32_t>(static_cast<uint64_t>(port) >> (32 * (i & 1)));
}
template <std::size_t N> inline uint32_t wordOf(const VlWide<N>& port, int i) { return port[i]; }
template <typename T> inline void setWords(T& port, const uint32_t* words, int count) {
    uint64_t value = words[0];
    if (count > 1) value |= static_cast<uint64_t>(words[1]) << 32;
    port = static_cast<T>(value);
}
template <std::size_t N> inline void setWords(VlWide<N>& port, const uint32_t* words, int) {
    for (std::size_t i = 0; i < N; i++) port[i] = words[i];
}
// 64 bits from `offset` on; `words` has two words to spare.
inline uint64_t bitsAt(const uint32_t* words, int offset) {
    const uint32_t* at = words + offset / 32;
    const int shift = offset % 32;
    const uint64_t low = at[0] | (static_cast<uint64_t>(at[1]) << 32);
    return shift == 0 ? low : (low >> shift) | (static_cast<uint64_t>(at[2]) << (64 - shift));
}

struct Field {
    int offset;
    int width;
    bool isSigned;
    int beat;  // offset in the state beat; -1: not in it
    static int64_t read(const uint32_t* words, int at, int width, bool isSigned) {
        const uint64_t raw = bitsAt(words, at) << (64 - width);
        return isSigned ? static_cast<int64_t>(raw) >> (64 - width) : static_cast<int64_t>(raw >> (64 - width));
    }
    int64_t retired(const uint32_t* words, int base) const { return read(words, base + offset, width, isSigned); }
    int64_t streamed(const uint32_t* words) const { return read(words, beat, width, isSigned); }
};
struct Event {
    int fired;
    int fraction;  // -1: a condition
};
struct Beat {
    uint64_t step;
    uint32_t instance;
    uint32_t source;
    uint32_t fraction;
};
struct StateBeat {
    uint64_t step;
    uint32_t instance;
    bool readBack;
    std::vector<int64_t> states;
};

// One part of the core: where its words are, and what is known of it so far.
struct Part {
    uint32_t number = 0;
    uint32_t instances = 1;
    uint32_t lanes = 1;
    int retireBits = 1;  // of one lane
    uint32_t firstSource = 0;
    std::vector<Field> states;
    std::vector<Event> events;
    int flagOffset = 0;
    int flagCount = 0;
    // Edges in a window: rows are those of the population, `stride` instances of it each; the bit tells which slots have an edge.
    int present = -1;
    uint32_t rows = 0, stride = 1;
    uint32_t row = 0;
    // Edges that events open: instances are the places of all lanes, place times lanes and lane; a row without an edge ends the step, and
    // what has not retired in a step is 0.
    int addressWidth = 0;
    uint64_t entered = 0;  // rows of the running step

    int base = 0;  // in the retire word
    int flagBase = 0;
    size_t flagsAt = 0, firedAt = 0, fractionsAt = 0;
    std::vector<uint32_t> words;
    std::vector<uint8_t> frame;
    std::deque<std::vector<uint8_t>> frames;  // of steps that other parts have not ended
    std::vector<int64_t> last;                // states after the last step retired
    std::deque<Beat> expected;
    std::deque<StateBeat> stateBeats;  // expected, in order
    std::vector<uint32_t> sticky;
    uint32_t instance = 0;
    uint64_t step = 0;

    bool streams() const {
        for (const Field& field : states)
            if (field.beat >= 0) return true;
        return false;
    }
    int rowBits() const { return static_cast<int>(lanes) * retireBits; }
    void layOut(int retireBase, int flagsBefore) {
        base = retireBase;
        flagBase = flagsBefore;
        const size_t count = static_cast<size_t>(instances) * events.size();
        flagsAt = static_cast<size_t>(instances) * states.size() * 8;
        firedAt = flagsAt + static_cast<size_t>(instances) * 4;
        fractionsAt = firedAt + count;
        frame.assign((fractionsAt + count + 7) / 8 * 8, 0);
        last.assign(static_cast<size_t>(instances) * states.size(), 0);
        words.assign(rowBits() / 32 + 5, 0);
    }
    void reset() {
        expected.clear();
        stateBeats.clear();
        frames.clear();
        instance = 0;
        row = 0;
        step = 0;
        entered = 0;
        std::fill(frame.begin(), frame.end(), 0);
        sticky.assign(flagCount / 32 + 1, 0);
    }
    void expectState(uint64_t when, uint32_t which, bool readBack) {
        const auto from = last.begin() + which * states.size();
        stateBeats.push_back({when, which, readBack, std::vector<int64_t>(from, from + states.size())});
    }
};

struct Options {
    uint64_t steps = 1;
    uint64_t seed = 0;
    uint64_t cycles = 1;
    std::vector<Part> parts;
    uint64_t instances() const {
        uint64_t sum = 0;
        for (const Part& part : parts) sum += part.instances;
        return sum;
    }
};

// splitmix64: a fixed sequence on every machine.
struct Random {
    uint64_t state;
    uint64_t next() {
        uint64_t z = (state += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    bool oneIn(uint32_t n) { return next() % n == 0; }
};

class Stimulus {
  public:
    explicit Stimulus(int bits) : wordCount((bits + 31) / 32), words(wordCount + 1, 0) {}
    bool valid = false;
    void fetch() {
        if (!valid && !ended) {
            valid = fread(words.data(), 4, wordCount, stdin) == static_cast<size_t>(wordCount);
            ended = !valid;
        }
    }
    int wordCount;
    std::vector<uint32_t> words;
    bool ended = false;
};

class Bench {
  public:
    Bench(const Options& o, VerilatedContext* context) : options(o), parts(o.parts), core(new Vcore(context)), random{o.seed} {
        int retireBits = 0, flags = 0;
        for (Part& part : parts) {
            part.layOut(retireBits, flags);
            retireBits += part.rowBits();
            flags += part.flagCount;
        }
    }

    void run() {
        if (options.seed != 0) rehearse();
        reset();
        record = true;
        play(options.steps);
        finish();
    }

  private:
    const Options& options;
    std::vector<Part> parts;
    std::unique_ptr<Vcore> core;
    Random random;
    uint64_t beats = 0;
    uint64_t step = 0;  // that all parts have ended
    uint64_t quiet = 0;
    bool record = false;
    bool starting = false, pausing = false, reading = false;
    uint64_t stepsWanted = 0;
    uint32_t traceInterval = 0;
#ifdef QNM_STIMULUS_BITS
    Stimulus stimulus{QNM_STIMULUS_BITS};
    std::vector<std::vector<uint32_t>> rehearsed;
    size_t replay = 0;
    bool rehearsing = false;
#endif

    bool waits() { return options.seed != 0 && random.oneIn(3); }

    void clock() {
        driveStreams();
        core->start = starting;
        core->pause = pausing;
        core->readback = reading;
        core->steps = stepsWanted;
        core->trace_interval = traceInterval;
#ifdef QNM_FLAGS
        core->clear_flags = 0;
#endif
        core->clk = 0;
        core->eval();
        if (!core->rst) sample();
        core->clk = 1;
        core->eval();
        starting = pausing = reading = false;
    }

    void driveStreams() {
#ifdef QNM_EVENTS
        core->m_axis_event_tready = !waits();
#endif
        core->m_axis_state_tready = !waits();
#ifdef QNM_STIMULUS_BITS
        // A word once offered stays offered, as AXI-Stream wants it.
        if (!core->rst && !core->s_axis_stimulus_tvalid && !waits()) offer();
#endif
    }

#ifdef QNM_STIMULUS_BITS
    void offer() {
        if (!rehearsing && replay < rehearsed.size()) {
            setWords(core->s_axis_stimulus_tdata, rehearsed[replay++].data(), stimulus.wordCount);
            core->s_axis_stimulus_tvalid = 1;
            return;
        }
        stimulus.fetch();
        if (!stimulus.valid) return;
        stimulus.valid = false;
        if (rehearsing) rehearsed.push_back(stimulus.words);
        setWords(core->s_axis_stimulus_tdata, stimulus.words.data(), stimulus.wordCount);
        core->s_axis_stimulus_tvalid = 1;
    }
#endif

    // What happens at the coming clock edge.
    void sample() {
#ifdef QNM_STIMULUS_BITS
        if (core->s_axis_stimulus_tvalid && core->s_axis_stimulus_tready) taken = true;
#endif
        for (size_t p = 0; p < parts.size(); p++)
            if ((wordOf(core->retire_valid, static_cast<int>(p / 32)) >> (p % 32)) & 1) retire(p);
#ifdef QNM_EVENTS
        if (core->m_axis_event_tvalid && core->m_axis_event_tready) takeEvent();
#endif
        if (core->m_axis_state_tvalid && core->m_axis_state_tready) takeState();
    }
    bool taken = false;

    // With edges that events open a step takes as many clocks more as rows of them entered: looked at step by step.
    std::map<uint64_t, uint64_t> walks;   // by step: rows, of the coupling that has most
    std::map<uint64_t, uint64_t> clocks;  // by step: clocks without stalls
    uint64_t seenSteps = 0, seenClocks = 0, walked = 0;
    void count() {
        if (core->step_count == seenSteps) return;
        const uint64_t now = core->cycle_count - core->stall_count;
        clocks[seenSteps] = now - seenClocks;
        seenClocks = now;
        seenSteps = core->step_count;
        compareWalks(seenSteps > 64 ? seenSteps - 64 : 0);
    }
    // All walks of steps before `end` have retired.
    void compareWalks(uint64_t end) {
        while (!clocks.empty() && clocks.begin()->first < end) {
            const uint64_t which = clocks.begin()->first, took = clocks.begin()->second, more = walks[which];
            if (took != options.cycles + more)
                fail("step " + std::to_string(which) + " took " + std::to_string(took) + " clocks, predicted are " + std::to_string(options.cycles) +
                     " and " + std::to_string(more) + " edges");
            walked += more;
            clocks.erase(clocks.begin());
            walks.erase(which);
        }
    }

    uint32_t retiredInstance(size_t p) const {
        const int bit = static_cast<int>(24 * p);
        const uint64_t low = wordOf(core->retire_instance, bit / 32);
        const uint64_t high = bit / 32 == (bit + 23) / 32 ? 0 : wordOf(core->retire_instance, bit / 32 + 1);
        return static_cast<uint32_t>(((high << 32 | low) >> (bit % 32)) & 0xffffff);
    }

    void retire(size_t p) {
        Part& part = parts[p];
        if (part.addressWidth > 0) return retireWalked(p);
        if (retiredInstance(p) != (part.present < 0 ? part.instance : part.row * part.stride)) fail("instances do not retire in order");
        const int first = part.base / 32, end = (part.base + part.rowBits() + 31) / 32;
        for (int i = first; i < end; i++) part.words[i - first] = wordOf(core->retire_word, i);
        for (uint32_t lane = 0; lane < part.lanes; lane++) {
            const int base = part.base % 32 + static_cast<int>(lane) * part.retireBits;
            if (part.present >= 0 && !(bitsAt(part.words.data(), base + part.present) & 1)) continue;
            if (part.instance == part.instances && part.present >= 0) fail("there are more edges than there should be");
            if (part.instance < part.instances) retireInstance(part, base);
        }
        quiet = 0;
        const bool ended = part.present < 0 ? part.instance == part.instances : ++part.row == part.rows;
        if (ended && part.instance != part.instances) fail("edges are missing");
        if (ended) endOfStep(part);
    }

    // Edges that events opened: each lane says which place its edge has.
    void retireWalked(size_t p) {
        Part& part = parts[p];
        const int first = part.base / 32, end = (part.base + part.rowBits() + 31) / 32;
        for (int i = first; i < end; i++) part.words[i - first] = wordOf(core->retire_word, i);
        bool any = false;
        for (uint32_t lane = 0; lane < part.lanes; lane++) {
            const int base = part.base % 32 + static_cast<int>(lane) * part.retireBits;
            if (!(bitsAt(part.words.data(), base + part.present) & 1)) continue;
            any = true;
            const uint64_t place = bitsAt(part.words.data(), base + part.present + 1) & ((1ull << part.addressWidth) - 1);
            if (place >= part.rows) fail("an edge has a place that there is not");
            part.instance = static_cast<uint32_t>(place) * part.lanes + lane;
            retireInstance(part, base);
        }
        quiet = 0;
        part.entered += any;
        if (any) return;
        walks[part.step] = std::max(walks[part.step], part.entered);
        part.entered = 0;
        endOfStep(part);
        std::fill(part.frame.begin(), part.frame.end(), 0);
    }

    void retireInstance(Part& part, int base) {
        const uint32_t* words = part.words.data();
        const size_t instance = part.instance, stateCount = part.states.size(), eventCount = part.events.size();
        auto* states = reinterpret_cast<int64_t*>(part.frame.data());
        for (size_t s = 0; s < stateCount; s++)
            part.last[instance * stateCount + s] = states[instance * stateCount + s] = part.states[s].retired(words, base);
        for (size_t e = 0; e < eventCount; e++) {
            const Event& event = part.events[e];
            const bool fired = bitsAt(words, base + event.fired) & 1;
            const uint8_t fraction = event.fraction < 0 || !fired ? 0 : bitsAt(words, base + event.fraction) & 255;
            part.frame[part.firedAt + instance * eventCount + e] = fired;
            part.frame[part.fractionsAt + instance * eventCount + e] = fraction;
            if (fired) part.expected.push_back({part.step, part.instance, part.firstSource + static_cast<uint32_t>(e), fraction});
        }
        uint32_t flags = 0;
        for (int f = 0; f < part.flagCount; f++) {
            if (!(bitsAt(words, base + part.flagOffset + f) & 1)) continue;
            flags |= 1u << (f < 31 ? f : 31);
            part.sticky[f / 32] |= 1u << (f % 32);
        }
        memcpy(part.frame.data() + part.flagsAt + 4 * instance, &flags, 4);
        if (part.streams() && traceInterval != 0 && (part.step + 1) % traceInterval == 0) part.expectState(part.step + 1, part.instance, false);
        part.instance++;
    }

    // A part may end a step before another one has ended the step before.
    void endOfStep(Part& part) {
        part.instance = part.row = 0;
        part.step++;
        if (record && parts.size() > 1) part.frames.push_back(part.frame);
        uint64_t ended = part.step;
        for (const Part& other : parts) ended = other.step < ended ? other.step : ended;
        for (; step < ended; step++) {
            if (!record) continue;
            if (parts.size() == 1) write(part.frame);
            else
                for (Part& one : parts) {
                    write(one.frames.front());
                    one.frames.pop_front();
                }
        }
    }
    static void write(const std::vector<uint8_t>& frame) {
        if (fwrite(frame.data(), 1, frame.size(), stdout) != frame.size()) exit(3);
    }

#ifdef QNM_EVENTS
    void takeEvent() {
        beats++;
        const uint32_t low = core->m_axis_event_tdata[0], middle = core->m_axis_event_tdata[1], high = core->m_axis_event_tdata[2];
        const Beat beat{(static_cast<uint64_t>(high) << 16) | (middle >> 16), ((middle & 0xffff) << 8) | (low >> 24), (low >> 8) & 0xffff, low & 0xff};
        for (Part& part : parts) {
            if (beat.source < part.firstSource || beat.source >= part.firstSource + part.events.size()) continue;
            if (part.expected.empty()) fail("the event stream carries an event that the retire bus did not show");
            const Beat& want = part.expected.front();
            if (beat.step != want.step || beat.instance != want.instance || beat.source != want.source || beat.fraction != want.fraction)
                fail("the event stream differs from the retire bus at step " + std::to_string(want.step));
            part.expected.pop_front();
            return;
        }
        fail("the event stream names a source that there is not");
    }
#endif

    // A beat of the state stream: 48 bits of steps done, 24 bits of instance, 8 of part, the state word.
    void takeState() {
        uint32_t beat[sizeof(core->m_axis_state_tdata) / 4 + 3] = {0};
        for (size_t i = 0; i < sizeof(core->m_axis_state_tdata) / 4; i++) beat[i] = wordOf(core->m_axis_state_tdata, static_cast<int>(i));
        Part* named = nullptr;
        for (Part& one : parts)
            if (one.number == (bitsAt(beat, 72) & 0xff)) named = &one;
        if (named == nullptr) fail("a state beat names a part that there is not");
        Part& part = *named;
        if (part.stateBeats.empty()) fail("the state stream carries a beat that nobody asked for");
        const StateBeat& want = part.stateBeats.front();
        if ((bitsAt(beat, 0) & 0xffffffffffffull) != want.step) fail("a state beat names a wrong step");
        if ((bitsAt(beat, 48) & 0xffffff) != want.instance) fail("a state beat names a wrong instance");
        const size_t count = part.states.size();
        for (size_t s = 0; s < count; s++)
            if (part.states[s].beat >= 0 && part.states[s].streamed(beat) != want.states[s]) fail("a state beat differs from the retire bus");
        if ((want.instance + 1 == part.instances) != static_cast<bool>(core->m_axis_state_tlast)) fail("tlast of the state stream is wrong");
        if (want.readBack != static_cast<bool>(core->m_axis_state_tuser)) fail("tuser of the state stream is wrong");
        part.stateBeats.pop_front();
    }
    bool expectsEvents() const {
        for (const Part& part : parts)
            if (!part.expected.empty()) return true;
        return false;
    }
    bool expectsStates() const {
        for (const Part& part : parts)
            if (!part.stateBeats.empty()) return true;
        return false;
    }

    void tick() {
        clock();
        count();
#ifdef QNM_STIMULUS_BITS
        if (taken) {
            taken = false;
            core->s_axis_stimulus_tvalid = 0;
        }
        if (stimulus.ended && ++quiet > 100000) fail("the stimulus ended before the run");
#endif
        if (++quiet > 100000000) fail("nothing retires any more");
    }

    void reset() {
        core->rst = 1;
        starting = pausing = reading = false;
        traceInterval = 0;
        for (int i = 0; i < 3; i++) clock();
        core->rst = 0;
        for (Part& part : parts) part.reset();
        walks.clear();
        clocks.clear();
        seenSteps = seenClocks = walked = 0;
        step = 0;
        quiet = 0;
#ifdef QNM_STIMULUS_BITS
        core->s_axis_stimulus_tvalid = 0;
        replay = 0;
        rehearsing = false;
#endif
    }

    // A run that is broken off in the middle of a step: nothing of it may be seen after the reset.
    void rehearse() {
        reset();
#ifdef QNM_STIMULUS_BITS
        rehearsing = true;
#endif
        stepsWanted = 0;
        starting = true;
        const uint64_t clocks = 10 + random.next() % (3 * options.cycles + 50);
        for (uint64_t i = 0; i < clocks; i++) tick();
    }

    void play(uint64_t steps) {
        if (options.seed != 0) traceInterval = 1 + random.next() % 5;
        for (int i = 0; i < 3; i++) tick();
        if (!core->idle) fail("the core is not idle after reset");
        while (step < steps) {
            stepsWanted = options.seed == 0 ? steps : 1 + random.next() % (steps - step);
            starting = true;
            do {
                if (options.seed != 0 && random.oneIn(static_cast<uint32_t>(options.cycles * 5 + 20))) pausing = true;
                tick();
            } while (!core->idle);
            if (options.seed != 0 && step > 0 && random.oneIn(2)) readBack();
        }
    }

    void readBack() {
        for (Part& part : parts)
            for (uint32_t i = 0; part.streams() && i < part.instances; i++) part.expectState(step, i, true);
        reading = true;
        tick();
        for (uint64_t i = 0; expectsStates() || !core->idle; i++) {
            if (i > 1000 + 100ull * options.instances()) fail("a read-back does not end");
            tick();
        }
    }

    void finish() {
        for (int i = 0; i < 100000 && (expectsEvents() || expectsStates()); i++) tick();
        if (expectsEvents()) fail("events were lost");
        if (expectsStates()) fail("states were lost");
        if (core->step_count != options.steps) fail("the step counter is wrong");
#ifdef QNM_FLAGS
        for (const Part& part : parts)
            for (int f = 0; f < part.flagCount; f++) {
                const int bit = part.flagBase + f;
                if (((wordOf(core->flags, bit / 32) >> (bit % 32)) & 1) != ((part.sticky[f / 32] >> (f % 32)) & 1)) fail("a sticky flag is wrong");
            }
#endif
        const uint64_t cycles = core->cycle_count, stalls = core->stall_count;
        compareWalks(options.steps);
        if (cycles != options.steps * options.cycles + walked + stalls)
            fail("predicted " + std::to_string(options.cycles) + " clocks a step, measured " + std::to_string(cycles) + " clocks with " +
                 std::to_string(stalls) + " stalls in " + std::to_string(options.steps) + " steps");
        fflush(stdout);
        fprintf(stderr, "done %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", cycles, stalls, options.steps, beats);
        core->final();
    }
};

// `--steps 5 --cycles 9`, then for each part `--part NUMBER:INSTANCES:LANES:RETIRE BITS:FIRST SOURCE --state 0:20:1:80 --event 32:33 --flags 42:2`
Options parse(int argc, char** argv) {
    Options o;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string key = argv[i];
        int a = 0, b = 0, c = 0, d = 0, e = 0;
        sscanf(argv[i + 1], "%d:%d:%d:%d:%d", &a, &b, &c, &d, &e);
        const uint64_t number = strtoull(argv[i + 1], nullptr, 10);
        if (key == "--steps") o.steps = number;
        else if (key == "--seed") o.seed = number;
        else if (key == "--cycles") o.cycles = number;
        else if (key == "--part") {
            Part part;
            part.number = static_cast<uint32_t>(a);
            part.instances = static_cast<uint32_t>(b);
            part.lanes = static_cast<uint32_t>(c);
            part.retireBits = d;
            part.firstSource = static_cast<uint32_t>(e);
            o.parts.push_back(part);
        } else if (o.parts.empty()) fail("no part before " + key);
        else if (key == "--state") o.parts.back().states.push_back({a, b, c != 0, d});
        else if (key == "--event") o.parts.back().events.push_back({a, b});
        else if (key == "--slots") { o.parts.back().present = a; o.parts.back().rows = static_cast<uint32_t>(b); o.parts.back().stride = static_cast<uint32_t>(c); }
        else if (key == "--walk") { o.parts.back().present = a; o.parts.back().rows = static_cast<uint32_t>(b); o.parts.back().addressWidth = c; }
        else if (key == "--flags") { o.parts.back().flagOffset = a; o.parts.back().flagCount = b; }
        else fail("unknown argument " + key);
    }
    if (o.parts.empty()) fail("there is no part");
    return o;
}

}  // namespace

int main(int argc, char** argv) {
    static char buffer[1 << 20];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    const Options options = parse(argc, argv);
    VerilatedContext context;
    // Registers and memories without a value begin with a random one: nothing may depend on it.
    context.randReset(2);
    context.randSeed(static_cast<int>(options.seed & 0x3fffffff) + 1);
    Bench bench(options, &context);
    bench.run();
    return 0;
}
