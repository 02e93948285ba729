"""The ground: what knows no physics. Streams of random numbers, words, sums, quadrature, errors, compile options."""
