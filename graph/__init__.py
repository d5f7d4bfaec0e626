"""The domain of enishi: values, ontology, records, stores, snapshot and the questions asked of it."""
