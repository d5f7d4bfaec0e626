"""Stores of facts and of the graph made from them: an embedded one and Neo4j, behind one interface."""
