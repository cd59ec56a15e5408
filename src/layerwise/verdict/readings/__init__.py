"""From tidy tables to what is compared: networks read at an epoch, in pairs by seed."""
