"""What else is in a text? Addresses, numbers, amounts, laws, by exact patterns; off unless asked for."""
