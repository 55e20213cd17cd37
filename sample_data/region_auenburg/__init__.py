"""The association "Region Auenburg".

Eight invented municipalities, simulated person by person, delivered as real offices do.
"""

from __future__ import annotations

from .deliveries import DeliveryFile, make_deliveries

__all__ = ["DeliveryFile", "make_deliveries"]
