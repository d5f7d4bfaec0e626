"""Answers as Japanese text for a terminal: one pure function per body, from the body to lines."""
