"""What a running system tells about itself: received by OTLP, kept in one file, read as trees of spans."""
