"""What people do with the reader: each feature brings its keys, the messages it hears and what they come to."""
