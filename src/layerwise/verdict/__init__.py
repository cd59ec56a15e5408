"""Statistics on tidy tables: what depth and training did to the error, with intervals."""
