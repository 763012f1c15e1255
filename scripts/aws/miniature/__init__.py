"""A small AWS for tests: moto behind a proxy as strict and as unreliable as AWS."""
