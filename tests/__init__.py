"""Tests of enishi; run them with `make test`."""
