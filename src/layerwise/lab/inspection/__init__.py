"""What layers have learned: of one network, and of a whole study against depth and epochs."""
