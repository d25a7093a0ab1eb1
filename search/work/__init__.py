"""How is long work done? Worker processes, their pipes, progress and signs of life."""
