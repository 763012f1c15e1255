/* The same loop in C: values alone, without the spread that the product keeps. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { STATES = 4096, ACTIONS = 8, STEPS = 5000000 };
static double q[STATES][ACTIONS];
static uint32_t visits[STATES][ACTIONS];
static uint64_t s[4] = {0x9e3779b97f4a7c15u, 0xbf58476d1ce4e5b9u, 0x94d049bb133111ebu, 42};

static uint64_t turned(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static uint64_t next(void) {
  uint64_t result = turned(s[1] * 5, 7) * 9, t = s[1] << 17;
  s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = turned(s[3], 45);
  return result;
}

static double unit(void) { return (double)(next() >> 11) * 0x1p-53; }

static int best(int state) {
  int place = 0;
  for (int a = 1; a < ACTIONS; a++) if (q[state][a] > q[state][place]) place = a;
  return place;
}

int main(void) {
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  int state = 0;
  for (int step = 0; step < STEPS; step++) {
    int action = unit() < 0.1 ? (int)(((__uint128_t)next() * ACTIONS) >> 64) : best(state);
    uint64_t draw = next();
    int after = (int)((draw ^ (uint64_t)(state * 8 + action)) & 4095);
    double reward = (double)(draw >> 40) * 0x1p-24;
    double share = 1.0 / ++visits[state][action];
    double rate = share > 0.1 ? share : 0.1;
    q[state][action] += rate * (reward + 0.95 * q[after][best(after)] - q[state][action]);
    state = after;
  }
  clock_gettime(CLOCK_MONOTONIC, &to);
  double sum = 0;
  for (int i = 0; i < STATES; i++) for (int a = 0; a < ACTIONS; a++) sum += q[i][a];
  printf("%f %f\n", ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / STEPS, sum);
}
