"""Django-aware and model-free: the clock, who may open what, panels, navigation, template tags."""
