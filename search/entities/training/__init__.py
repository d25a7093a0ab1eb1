"""What the tagger is made with: labelled releases and the programs that read them; not used at run time."""
