"""What can a query ask? One module a kind of clause: how it is written, said, matched and highlighted."""
