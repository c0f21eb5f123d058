"""How good the answers are, measured on questions written for the purpose."""
