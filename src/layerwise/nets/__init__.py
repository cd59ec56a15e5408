"""What a network is: its spec, its initial weights, its arithmetic, and the file it is saved in."""
