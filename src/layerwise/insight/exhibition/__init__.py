"""What an inspection shows: pictures measured of a network, and the short paper made of them."""
