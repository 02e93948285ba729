"""numba's compiler with a disk cache whose failures cost a compilation and no more."""

import hashlib
import pickle
import warnings

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile, NullCache
from numba.core.serialize import dumps
from numba.extending import intrinsic as numba_intrinsic

KERNEL = dict(error_model="numpy", nogil=True, cache=True)
"""A loop over arrays or a scalar function: kept on disk, free of Python's lock, and a division by zero is infinite."""

BORROWING = dict(_nrt=False, **KERNEL)
"""A kernel that owns no array: counting references to those it is handed would take longer than a word does."""

INLINE = dict(inline="always", **KERNEL)
"""Copied into the callers before types are known: for what a vector loop must see through."""

LOOSE = dict(fastmath=True, forceinline=True, **KERNEL)
"""Sums may be reordered. Inlined, for a caller must not depend on whose machine code a process has met first."""

FORMULA = dict(error_model="numpy")
"""Made at run time of a formula: there is no file to keep it beside."""

TOLD: list[str] = []
"""Why kernels are not kept on disk, as soon as the one warning of a process has said so."""


def njit(*, cache=False, **options):
    """As `numba.njit`; but where nothing can be kept on disk, a kernel is compiled anew, and one warning says so.

    Parameters
    ----------
    cache : bool
        Keep the compiled code on disk.
    **options
        Of `numba.njit`.

    Returns
    -------
    callable
        The decorator.
    """

    def decorate(function):
        kernel = numba.njit(**options)(function)
        if cache and not numba.config.DISABLE_JIT:
            kernel._cache = _cache_of(function)
        return kernel

    return decorate


def intrinsic(twin):
    """As `numba.extending.intrinsic`, with a twin in plain Python for where ``NUMBA_DISABLE_JIT`` is set.

    Parameters
    ----------
    twin : callable
        Does the same with Python's and NumPy's numbers.

    Returns
    -------
    callable
        The decorator.
    """
    return lambda function: twin if numba.config.DISABLE_JIT else numba_intrinsic(function)


def cfunc(signature, **options):
    """As `numba.cfunc`; the plain function where ``NUMBA_DISABLE_JIT`` is set."""
    return (lambda function: function) if numba.config.DISABLE_JIT else numba.cfunc(signature, **options)


def _cache_of(function):
    try:
        return KernelCache(function)
    except RuntimeError as error:  # neither the package's folder nor the user's can be written
        _tell(error)
        return NullCache()


def _tell(error):
    if not TOLD:
        TOLD.append(error)
        remedy = "name a folder that can be written, and has room, in the variable NUMBA_CACHE_DIR"
        text = f"compiled code cannot be kept on disk ({error}), so every process compiles its own: {remedy}"
        warnings.warn(text, RuntimeWarning, stacklevel=2)


class KernelCache(FunctionCache):
    """The code of one function on disk: what cannot be read is compiled again, what cannot be written is not kept."""

    def __init__(self, function):
        super().__init__(function)
        locator = self._impl.locator
        self._cache_file = KernelFile(self._cache_path, self._impl.filename_base, locator.get_source_stamp())

    def load_overload(self, sig, target_context):
        """As numba's; a damaged file counts as none."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # whatever a damaged file makes of a pickle
            self._attempt(self.flush)
            return None

    def save_overload(self, sig, data):
        """As numba's; what cannot be written is not kept."""
        self._attempt(super().save_overload, sig, data)

    @staticmethod
    def _attempt(write, *arguments):
        try:
            write(*arguments)
        except OSError as error:
            _tell(error)


class KernelFile(IndexDataCacheFile):
    """numba's files of one function; each piece of code carries its key and its checksum.

    Two processes that fill an index at once may give one file to two keys: code is used only under its own.
    """

    def save(self, key, data):
        """Keep code with its key and checksum."""
        code = dumps(data)
        super().save(key, (key, hashlib.sha256(code).digest(), code))

    def load(self, key):
        """Return code only under its own key, and intact."""
        found = super().load(key)
        if found is None:
            return None
        owner, checksum, code = found
        intact = owner == key and hashlib.sha256(code).digest() == checksum
        return pickle.loads(code) if intact else None
