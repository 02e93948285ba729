"""Power laws fitted to data, tested, and compared with other laws."""

from .alternative_fit import AlternativeFit, fit_alternative
from .comparison import Comparison, LikelihoodRatio, compare_laws, likelihood_ratio
from .fit import fit_power_law
from .goodness import GoodnessOfFit, goodness_of_fit
from .histogram_fit import fit_binned_power_law
from .resampling import repeat
from .result import PowerLaw
from .xmin_profile import XminProfile, xmin_profile

__all__ = [
    "AlternativeFit",
    "Comparison",
    "GoodnessOfFit",
    "LikelihoodRatio",
    "PowerLaw",
    "XminProfile",
    "compare_laws",
    "fit_alternative",
    "fit_binned_power_law",
    "fit_power_law",
    "goodness_of_fit",
    "likelihood_ratio",
    "repeat",
    "xmin_profile",
]
