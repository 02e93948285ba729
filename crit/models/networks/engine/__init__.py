"""The inner loop of dense networks: one layer, averaged over its weights."""
