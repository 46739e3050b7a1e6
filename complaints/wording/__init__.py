"""How complaints, appeals and the score are told."""
