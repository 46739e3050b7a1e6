"""The tables of complaints arrive with the operations desk; complaint events already stand on the timeline."""
