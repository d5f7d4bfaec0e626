"""The HTTP API and the web app: answers of `graph` over the wire, and pages that read them aloud."""
