"""Whether networks memorise: by the gap between training and test data, and image by image."""
