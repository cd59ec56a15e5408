"""What people hold: a study, a trained network, an evaluation."""
