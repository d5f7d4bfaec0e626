"""The commands, one module per family. Each has `register(commands)`; nothing heavy is imported on top."""
