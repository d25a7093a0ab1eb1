"""What does the reader think of the articles? Personal state, apart from library and index."""
