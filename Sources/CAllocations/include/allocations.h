#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

/// The number of allocations of the calling thread so far. Linking this target makes them be counted.
long allocation_count(void);

#endif
