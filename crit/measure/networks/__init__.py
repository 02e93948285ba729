"""What the layers of one network say about the law that its weights were drawn from."""

from .scales import WeightScales, common_scales, weight_scales

__all__ = ["WeightScales", "common_scales", "weight_scales"]
