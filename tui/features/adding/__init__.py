"""Adding files and folders while reading goes on."""
