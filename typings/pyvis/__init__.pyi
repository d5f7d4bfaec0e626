from pyvis import network as network

__version__: str
