"""What crosses the gap? Dossiers as documents, lists of articles as files, and sealed bundles to hand on."""
