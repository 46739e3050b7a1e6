"""The judge: a pure function from an assignment's case to the commitments it breaks and the clocks it runs."""
