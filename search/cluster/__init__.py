"""How does a Dask cluster help with an import? Its workers parse the files and tag the articles.

Nothing here is loaded, and no socket is opened, unless a person names a cluster. What goes over the network is
bytes of ours, in which nothing can run. Around them Dask sends messages of its own, with pickle: whoever can
reach a cluster's scheduler can run code on it, so that a cluster must be trusted as one's own machine is.
"""
