"""How does the program itself cross an air gap? A folder that installs without a network, and its proof."""
