"""The view "Was tun": which openings, enlargements, conversions and closures serve most children."""
