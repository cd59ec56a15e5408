"""What a trained network has learned, layer by layer, measured against controls. Takes networks, never a study."""
