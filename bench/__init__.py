"""The benchmark: this engine, its peers and the machine's own matrix product, measured in one run. See `make bench`."""
