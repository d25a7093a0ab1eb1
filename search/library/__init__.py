"""How are the rooms joined? Open, import, index, tag, answer, curate and keep a library: the one door."""
