"""A small AWS for tests: moto behind a proxy that is as strict, as slow and as unreliable as AWS."""
