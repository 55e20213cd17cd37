"""The fictional association Region Auenburg: synthetic deliveries in the shape of real ones."""
