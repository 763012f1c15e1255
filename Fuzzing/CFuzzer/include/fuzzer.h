#pragma once
#include <stddef.h>
#include <stdint.h>

// Of libFuzzer: runs its options over one target until it is told to stop.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *data, size_t size));
