"""One adapter a file: a published set of questions in, `Material` out."""
