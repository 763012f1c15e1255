"""The same loop with NumPy, a step at a time: learning is sequential."""
import time

import numpy

states, actions, steps = 4096, 8, 200_000
q = numpy.zeros((states, actions))
visits = numpy.zeros((states, actions))
chance = numpy.random.default_rng(42)
units = chance.random(steps)
draws = chance.integers(0, 1 << 62, steps)
state = 0
start = time.perf_counter()
for step in range(steps):
    action = int(draws[step] % actions) if units[step] < 0.1 else int(q[state].argmax())
    draw = int(draws[step])
    after = (draw ^ (state * 8 + action)) & 4095
    visits[state, action] += 1
    rate = max(1 / visits[state, action], 0.1)
    target = (draw >> 38) * 2.0**-24 + 0.95 * q[after].max()
    q[state, action] += rate * (target - q[state, action])
    state = after
print((time.perf_counter() - start) * 1e9 / steps, q.sum())
