// Runs the model of msdsl under Verilator. Usage: Vtop STEPS WARM; prints spikes of all steps and device-steps a second of processor time.
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "Vtop.h"

static void clock_once(Vtop &top) {
  top.clk = 0;
  top.eval();
  top.clk = 1;
  top.eval();
}

int main(int argc, char **argv) {
  const long steps = argc > 1 ? atol(argv[1]) : 5000, warm = argc > 2 ? atol(argv[2]) : 0;
  VerilatedContext context;
  Vtop top(&context);
  top.rst = 1;
  clock_once(top);
  clock_once(top);
  top.rst = 0;
  long spikes = 0;
  std::clock_t began = std::clock();
  for (long k = 0; k < warm + steps; k++) {
    if (k == warm) began = std::clock();
    clock_once(top);
    spikes += top.spike;
  }
  const double seconds = double(std::clock() - began) / CLOCKS_PER_SEC;
  printf("{\"spikes\": %ld, \"stepsPerSecond\": %.6g}\n", spikes, steps / seconds);
  return 0;
}
