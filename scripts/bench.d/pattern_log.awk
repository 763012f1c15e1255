# Writes a log of `megabytes` MB out of the lines of recorded logs, always the same one.
BEGIN { seed = 20260131 }
{ lines[count++] = $0 }
END {
  while (written < megabytes * 1000000) {
    seed = (seed * 16807) % 2147483647
    line = sprintf("%02d:%02d:%02d %s", seed % 24, seed % 60, seed % 59, lines[seed % count])
    print line
    written += length(line) + 1
  }
}
