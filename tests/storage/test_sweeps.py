"""Sweeps store each point at once, resume, and never take one simulation for another."""

import os
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

import crit
from crit.storage.sweeps import SweepFailed, sweep

calls = []


def square(value, power=2):
    calls.append(value)
    if value == 13:
        raise RuntimeError("stopped")
    return np.array([value**power])


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


def points(*values):
    return [dict(value=value) for value in values]


def run(simulate, values, **keywords):
    return [int(r[0]) for r in sweep(simulate, points(*values), progress=False, **keywords)]


class Client:
    """An executor whose futures are not those of the standard library, and which keeps some names for itself."""

    def submit(self, call, *arguments, key=None, workers=None):
        future = Future()
        try:
            future.set_result(call(*arguments))
        except Exception as error:
            future.set_exception(error)
        answer = type("Answer", (), {name: getattr(future, name) for name in ("result", "done", "cancel")})()
        answer.add_done_callback = lambda call: call(answer)
        return answer


def test_results_come_in_the_order_of_the_points():
    assert run(square, (3, 1, 2)) == [9, 1, 4]


def test_an_executor_gives_the_same():
    with ThreadPoolExecutor(2) as executor:
        assert run(square, (3, 1, 2), executor=executor) == [9, 1, 4]
    assert run(square, (3, 1, 2), executor=Client()) == [9, 1, 4]


def test_points_may_have_the_names_of_an_executors_own_keywords():
    assert sweep(lambda key, workers: key + workers, [dict(key=1, workers=2)], executor=Client(), progress=False) == [3]


@pytest.mark.parametrize("threads", [0, 2])
def test_a_failing_point_costs_no_other_and_is_named(tmp_path, threads):
    with ThreadPoolExecutor(2) as pool:
        keywords = dict(folder=tmp_path, executor=pool if threads else None)
        with pytest.raises(SweepFailed, match=r"1 of 4 points .*'value': 13.*RuntimeError: stopped") as caught:
            run(square, (1, 2, 13, 4), **keywords)
    assert [r if r is None else int(r[0]) for r in caught.value.results] == [1, 4, None, 16]
    ((point, error),) = caught.value.failures
    assert point == {"value": 13} and error is caught.value.__cause__
    assert len(list(tmp_path.glob("*.npz"))) == 3
    calls.clear()
    assert run(square, (1, 2, 4, 5), folder=tmp_path) == [1, 4, 16, 25] and calls == [5]


def lingering(value):
    time.sleep(0.1)
    return np.array([value])


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("threads", [0, 2])
def test_an_interrupt_keeps_what_is_finished(tmp_path, threads):
    with ThreadPoolExecutor(2) as pool:
        threading.Timer(0.65, os.kill, (os.getpid(), signal.SIGINT)).start()
        begun = time.perf_counter()
        with pytest.raises(KeyboardInterrupt):
            run(lingering, range(100), folder=tmp_path, executor=pool if threads else None)
        assert pool.submit(len, "abc").result() == 3 and time.perf_counter() - begun < 1.65
    assert 1 <= len(list(tmp_path.glob("*.npz"))) < 30 and not list(tmp_path.glob("*.part"))


def test_another_argument_is_another_point(tmp_path):
    run(square, (3,), folder=tmp_path)
    assert int(sweep(square, [dict(value=3, power=3)], folder=tmp_path, progress=False)[0][0]) == 27


def test_another_simulation_of_the_same_name_is_another(tmp_path):
    for factor in (1, 100):
        assert run(lambda value, f=factor: np.full(2, f * value), (3,), folder=tmp_path) == [3 * factor]
        assert run(partial(square, power=factor), (1,), folder=tmp_path) == [1]
    assert len(list(tmp_path.glob("*.npz"))) == 4


def test_a_partial_resumes(tmp_path):
    for _ in range(3):
        assert run(partial(square, power=3), (1, 2), folder=tmp_path) == [1, 8]
    assert calls == [1, 2]


def test_a_key_stands_for_the_code(tmp_path):
    lock = threading.Lock()

    def guarded(value):
        with lock:
            return square(value)

    with pytest.raises(ValueError, match="simulate = .*key"):
        run(guarded, (2,), folder=tmp_path)
    assert run(guarded, (2,)) == [4]
    for _ in range(2):
        assert run(guarded, (2,), folder=tmp_path, key="guarded, 1") == [4]
    assert calls == [2, 2]
    with pytest.raises(ValueError, match="key"):
        run(guarded, (2,), folder=tmp_path, key=1)


def test_numbers_of_numpy_are_numbers(tmp_path):
    grid = [dict(value=N, power=np.float32(2)) for N in np.arange(1, 3)]
    assert [int(r[0]) for r in sweep(square, grid, folder=tmp_path, progress=False)] == [1, 4]
    calls.clear()
    sweep(square, [dict(value=1, power=2.0)], folder=tmp_path, progress=False)
    assert not calls


def test_points_may_come_from_a_generator_and_hold_arrays(tmp_path):
    for _ in range(2):
        assert run(square, iter((3, 1)), folder=tmp_path) == [9, 1]
        found = sweep(np.sum, (dict(a=np.arange(n)) for n in (2, 3)), folder=tmp_path, progress=False)
        assert [float(s) for s in found] == [1, 3]
    assert calls == [3, 1]


def test_records_come_back_as_they_were(tmp_path):
    network = dict(activation="tanh", sigma_w=1.2, sigma_b=0.1, width=5, depth=3, replicas=2, seed=1)
    x = np.random.default_rng(1).pareto(1.5, 300) + 1
    for _ in range(2):
        (paths,) = sweep(crit.dense_network, [network], folder=tmp_path, progress=False)
        (fit,) = sweep(crit.fit_power_law, [dict(x=x, discrete=False)], folder=tmp_path, progress=False)
        assert type(paths) is type(crit.dense_network(**network)) and paths.K.shape == (2, 4)
        assert fit == crit.fit_power_law(x, discrete=False) and list(map(type, fit)) == list(
            map(type, crit.fit_power_law(x, discrete=False))
        )
    assert len(list(tmp_path.glob("*.npz"))) == 2


def test_a_damaged_file_is_named(tmp_path):
    run(square, (2,), folder=tmp_path)
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(ValueError, match=file.name):
        run(square, (2,), folder=tmp_path)


def test_a_result_that_cannot_be_kept_is_not_lost(tmp_path):
    with pytest.raises(SweepFailed, match="cannot be kept") as caught:
        sweep(lambda value: {"unit": crit.activation("tanh")}, points(1), folder=tmp_path, progress=False)
    assert caught.value.results[0]["unit"] is crit.activation("tanh")


@pytest.mark.parametrize("bad", [[], points(1, 1), points(1, np.int64(1)), [3], points(object()), [{1: 2}], None, 5])
def test_bad_points_are_named(bad):
    with pytest.raises(ValueError, match="points"):
        sweep(square, bad, progress=False)


def test_what_is_no_executor_is_named():
    with pytest.raises(ValueError, match="executor"):
        sweep(square, points(1), executor=2, progress=False)
