"""What the verifier holds a written sentence to, each rule by itself."""
