"""Values as text and pictures: JSON shapes, SVG, Mermaid, DOT, the report."""
