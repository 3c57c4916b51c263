// Drives a batch of cores. Arguments: words of a slot, then `steps:instances:stimulus words` of each core. Standard input holds
// the stimuli of the cores one behind the other; for each retired instance a record goes out: core, instance, words of the slot.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "Vcore.h"
#include "verilated.h"

struct Core {
    uint64_t steps = 0, instances = 0, words = 0, taken = 0, retired = 0;
    std::vector<uint32_t> stimulus;
    bool offered = false;
    bool done() const { return retired == steps * instances; }
};

int main(int argc, char** argv) {
    static char buffer[1 << 20];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    const int slot = atoi(argv[1]);
    std::vector<Core> cores;
    for (int i = 2; i < argc; i++) {
        Core core;
        unsigned long count = 0;
        if (sscanf(argv[i], "%lu:%lu:%lu:%lu", &core.steps, &core.instances, &core.words, &count) != 4) return 4;
        core.stimulus.resize(count);
        if (count > 0 && fread(core.stimulus.data(), 4, count, stdin) != count) return 5;
        cores.push_back(core);
    }
    VerilatedContext context;
    context.randReset(2);
    context.randSeed(11);
    Vcore top(&context);
    uint32_t* in = &top.to_cores[0];
    uint32_t* out = &top.from_cores[0];
    uint32_t random = 0x9e3779b9u;
    uint64_t quiet = 0;
    size_t left = cores.size();
    for (uint64_t t = 0; left > 0; t++) {
        top.rst = t < 3;
        for (size_t c = 0; c < cores.size(); c++) {
            Core& core = cores[c];
            uint32_t* slotIn = in + c * slot;
            random ^= random << 13, random ^= random >> 17, random ^= random << 5;
            if (t >= 3 && !core.offered && (random & 7) != 0 && core.taken + core.words <= core.stimulus.size() && core.words > 0) {
                for (uint64_t w = 0; w < core.words; w++) slotIn[2 + w] = core.stimulus[core.taken + w];
                core.offered = true;
            }
            const bool eventReady = (random & 0x300) != 0, stateReady = true;
            slotIn[0] = (core.offered ? 1u : 0u) | (eventReady ? 2u : 0u) | (stateReady ? 4u : 0u) | (t == 5 ? 8u : 0u);
            slotIn[1] = static_cast<uint32_t>(core.steps);
        }
        top.clk = 0;
        top.eval();
        for (size_t c = 0; c < cores.size() && t >= 3; c++) {
            Core& core = cores[c];
            const uint32_t* slotOut = out + c * slot;
            if (core.offered && (slotOut[0] & 2)) core.offered = false, core.taken += core.words;
            if (!(slotOut[0] & 1) || core.done()) continue;
            const uint32_t number = static_cast<uint32_t>(c);
            fwrite(&number, 4, 1, stdout);
            fwrite(slotOut + 1, 4, slot - 1, stdout);
            core.retired++;
            quiet = 0;
            if (core.done()) left--;
        }
        top.clk = 1;
        top.eval();
        if (++quiet > 200000) break;
    }
    fflush(stdout);
    return left == 0 ? 0 : 6;
}
