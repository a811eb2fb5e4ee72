"""The proof: registers in, filed papers out, and every figure of them recomputed apart from the product."""
