"""What differs between two contracts, one front end a format over one lattice of schemas."""
