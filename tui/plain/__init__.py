"""The linear reader: one line after another, for screen readers, dumb terminals and pipes."""
