"""What is in a mail? Mailboxes are split, parts found, lines put together, quotes and people told."""
