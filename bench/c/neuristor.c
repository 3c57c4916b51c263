/*
 * Plain float64 loop of the thermal neuristor: the peer that the simulators are measured against.
 * Model and constants: Zhang et al., Nat. Commun. 15, 6986 (2024), 10.1038/s41467-024-51254-4 (de Almeida form of R(T)).
 * Euler, dt 10 ns; spike: I = V/R rises through 1.5 mA, with the fraction of the step at which it does, as the simulators find it.
 * Per step sin once, tanh twice, exp once: what the model asks for.
 * COLUMNS 0: each alone, on the supplies of bench/neuristors.qnm. Else rows of so many, a torus that heats its four neighbours, started
 * hot, on the supplies of bench/grid.qnm as bench/ours.ts gives them.
 * The first WARM steps are not timed: before the first reversal the model asks for less.
 * Prints spikes (all steps), a checksum and device-steps per second of processor time.
 * Usage: neuristor INSTANCES STEPS WARM COLUMNS      gcc -O3 -march=native -o neuristor neuristor.c -lm
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct { double v, t, sign, tr, tpr, tlast, current; } device;

static const double r0 = 5.35882879e-3, ea = 5220.47417, rm = 1286.3165, tc = 332.805839, w = 7.19357064, beta = 0.252796285,
                    gamma_ = 0.956269682, c = 145.34619293e-12, ch = 49.62776831e-12, g = 0.20558726e-3, rl = 12e3, t0 = 325, dt = 10e-9,
                    coupling = 4.11e-6;

static double proximity(const device *d, double tk) {
  if (d->tpr == 0) return 0;
  double x = (tk - d->tr) / d->tpr;
  return d->tpr * 0.5 * (1 - sin(gamma_ * x)) * (1 + tanh(M_PI * M_PI - 2 * M_PI * x));
}
static double clamped(double t) { return t < 305 ? 305 : t > 370 ? 370 : t; }

/* Heat from the four neighbours, from the temperatures at t_k. */
static void couple(const device *all, double *heat, int rows, int columns) {
  for (int y = 0; y < rows; y++) {
    const device *row = all + (long)y * columns, *up = all + (long)((y + rows - 1) % rows) * columns,
                 *down = all + (long)((y + 1) % rows) * columns;
    for (int x = 0; x < columns; x++) {
      int left = x == 0 ? columns - 1 : x - 1, right = x == columns - 1 ? 0 : x + 1;
      heat[(long)y * columns + x] = coupling * (row[left].t + row[right].t + up[x].t + down[x].t - 4 * row[x].t);
    }
  }
}

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 12, steps = argc > 2 ? atoi(argv[2]) : 100000;
  int warm = argc > 3 ? atoi(argv[3]) : 1000, columns = argc > 4 ? atoi(argv[4]) : 0;
  device *all = calloc(n, sizeof *all);
  double *in = calloc(n, sizeof *in), *heat = calloc(n, sizeof *heat);
  for (int i = 0; i < n; i++) {
    all[i] = (device){0, columns ? 340 : 325, 1, 324.9, 0, 324.9, 0};
    in[i] = n == 1 ? 12 : columns ? 10.5 + 4.5 * fmod(i * 0.6180339887498949, 1) : 10.5 + i * (4.5 / (n - 0.5));
  }
  long spikes = 0;
  double fractions = 0;
  struct timespec a, b;
  for (int k = 0; k < warm + steps; k++) {
    if (k == warm) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    if (columns && n > 1) couple(all, heat, n / columns, columns);
    for (int i = 0; i < n; i++) {
      device *d = &all[i];
      double tk = clamped(d->t);
      double tp = proximity(d, tk);
      double f = 0.5 + 0.5 * tanh(beta * (d->sign * w / 2 + tc - tk - tp));
      double r = r0 * exp(ea / tk) * f + rm;
      double current = d->v / r;
      if (k > 0 && d->current < 1.5e-3 && current >= 1.5e-3) {
        spikes++;
        fractions += (1.5e-3 - d->current) / (current - d->current);
      }
      d->current = current;
      double v = d->v + dt * (((in[i] - d->v) / rl - current) / c);
      double t = d->t + dt * ((d->v * d->v / r - g * (d->t - t0) + heat[i]) / ch);
      d->v = v;
      d->t = t;
      tk = clamped(t);
      if (fabs(tk - d->tlast) > 0.01) {
        double turn = tk > d->tlast ? 1 : -1;
        if (turn != d->sign) {
          d->tpr = turn * w + proximity(d, tk);
          d->tr = tk;
          d->sign = turn;
        }
        d->tlast = tk;
      }
    }
  }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
  double seconds = (b.tv_sec - a.tv_sec) + 1e-9 * (b.tv_nsec - a.tv_nsec), sum = 0;
  for (int i = 0; i < n; i++) sum += all[i].v + all[i].t;
  printf("{\"spikes\": %ld, \"fractions\": %.12g, \"sum\": %.17g, \"stepsPerSecond\": %.6g}\n", spikes, fractions, sum, (double)n * steps / seconds);
  return 0;
}
