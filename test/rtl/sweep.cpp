// Drives the operands of a sweep from standard input, one vector of all sites a clock; writes the results of each clock.
#include <cstdio>
#include <vector>

#include "Vcore.h"
#include "verilated.h"

int main() {
    VerilatedContext context;
    context.randReset(2);
    context.randSeed(7);
    Vcore core(&context);
    while (fread(&core.operands, sizeof core.operands, 1, stdin) == 1) {
        core.clk = 0;
        core.eval();
        if (fwrite(&core.results, sizeof core.results, 1, stdout) != 1) return 1;
        core.clk = 1;
        core.eval();
    }
    return 0;
}
