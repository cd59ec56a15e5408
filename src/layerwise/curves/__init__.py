"""Learning curves from elsewhere: tables, TensorBoard's event files, the histories of Keras and scikit-learn."""
