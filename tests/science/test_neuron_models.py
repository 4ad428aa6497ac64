"""Neuron models with nonlinear membranes against scipy's adaptive solver DOP853 at a relative tolerance of 1e-11,
below threshold and through spikes: traces of the program beside the equations as one reads them."""

import json

import h5py
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from launch import run

DT = 0.1
DURATION = 130.0
INPUTS = [(20.0, 3.0), (21.5, 5.0), (40.0, -8.0), (60.0, 6.0), (60.0, -4.0), (95.0, 7.0), (110.0, -10.0)]  # ms, weight
PRECISE = {"rtol": 1e-11, "atol": 1e-11, "method": "DOP853", "first_step": 0.02}


class Model:
    """dy/dt = rates(y) between events; `y[0]` is V_m. Inputs jump; spikes are found by `reset`."""

    #: Most that a trace may deviate, mV; traces are recorded in single precision, 4e-6 mV.
    deviation = spiking_deviation = 1e-5
    scale = 1.0  # of the inputs' weights

    def __init__(self, current):
        self.current = current

    def start(self):
        return np.array([self.rest, 0.0, 0.0, 0.0, 0.0])

    def after_input(self, y, weight):
        """Conductances or currents: ex, in at 1 and 2."""
        y[1 if weight > 0 else 2] += abs(weight)

    def trace(self):
        """V_m at the end of every step, and the steps that end with a spike."""
        y, v, spikes, waiting = self.start(), [], [], 0
        steps = round(DURATION / DT)
        for step in range(steps):
            y, fired, waiting = self.step(y, waiting)
            for time, weight in INPUTS:
                if round(time / DT) == step + 1:
                    self.after_input(y, self.scale * weight)
            if fired:
                spikes.append(step)
            v.append(y[0])
        return np.array(v), np.array(spikes, int)


class Cond(Model):
    """iaf_cond_exp: reset on the grid."""

    name, rest, scale = "iaf_cond_exp", -70.0, 4.0
    params = {"tau_syn_ex": 1.0}

    def rates(self, _t, y, held):
        v, ex, inh = y[:3]
        dv = (-16.6667 * (v + 70) - ex * v - inh * (v + 85) + self.current) / 250
        return [0 if held else dv, -ex / 1.0, -inh / 2.0, 0, 0]

    def step(self, y, waiting):
        held = waiting > 0
        if held:
            y[0] = -60
        y = solve_ivp(self.rates, (0, DT), y, args=(held,), **PRECISE).y[:, -1]
        if held or y[0] < -55:
            return y, False, max(waiting - 1, 0)
        y[0] = -60
        return y, True, 20


class CondAlpha(Cond):
    """iaf_cond_alpha: the same with a rise of the conductances."""

    name, scale, params = "iaf_cond_alpha", 2.0, {"tau_syn_ex": 1.0}

    def rates(self, _t, y, held):
        v, ex, inh, d_ex, d_in = y
        dv = (-16.6667 * (v + 70) - ex * v - inh * (v + 85) + self.current) / 250
        return [0 if held else dv, d_ex - ex / 1.0, d_in - inh / 2.0, -d_ex / 1.0, -d_in / 2.0]

    def after_input(self, y, weight):
        y[3 if weight > 0 else 4] += abs(weight) * np.e / (1.0 if weight > 0 else 2.0)


class Adaptive(Model):
    """aeif_cond_exp: reset at the moment of the spike, found by the solver's event."""

    name, rest, scale, params = "aeif_cond_exp", -70.6, 4.0, {"tau_syn_ex": 1.0}
    # A spike is found to 1e-5 ms, in which V_m moves by some 1e-4 mV below -45 mV; in the upstroke it moves by any amount
    # meanwhile: left out below.
    spiking_deviation = 1e-4

    def rates(self, _t, y):
        v, ex, inh, w = y[:4]
        dv = (-30 * (v + 70.6) + 60 * np.exp((min(v, 0.0) + 50.4) / 2) - ex * v - inh * (v + 85) - w + self.current) / 281
        return [dv, -ex / 1.0, -inh / 2.0, (4 * (v + 70.6) - w) / 144, 0]

    def step(self, y, _waiting):
        def peak(_t, y):
            return y[0]

        peak.terminal, peak.direction = True, 1
        begin, fired = 0.0, False
        while True:
            solution = solve_ivp(self.rates, (begin, DT), y, events=peak, **{**PRECISE, "first_step": None})
            y = solution.y[:, -1]
            if solution.status == 0:
                return y, fired, 0
            begin, fired = solution.t[-1], True
            y = y + np.array([-60.0 - y[0], 0, 0, 80.5, 0])


class Squid(Model):
    """hh_psc_alpha: spikes do nothing to the membrane."""

    name, scale, params = "hh_psc_alpha", 25.0, {}
    deviation, spiking_deviation = 0.2, 0.02  # in the upstroke, and elsewhere

    def start(self):
        alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n = self.gates(-65.0)
        return np.array([-65.0, 0, 0, 0, 0, alpha_m / (alpha_m + beta_m), alpha_h / (alpha_h + beta_h),
                         alpha_n / (alpha_n + beta_n)])

    @staticmethod
    def gates(v):
        return ((v + 40) / 10 / -np.expm1(-(v + 40) / 10), 4 * np.exp(-(v + 65) / 18), 0.07 * np.exp(-(v + 65) / 20),
                1 / (1 + np.exp(-(v + 35) / 10)), (v + 55) / 100 / -np.expm1(-(v + 55) / 10),
                0.125 * np.exp(-(v + 65) / 80))

    def rates(self, _t, y):
        v, ex, inh, d_ex, d_in, m, h, n = y
        alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n = self.gates(v)
        dv = (-12000 * m**3 * h * (v - 50) - 3600 * n**4 * (v + 77) - 30 * (v + 54.402) + ex + inh + self.current) / 100
        return [dv, d_ex - ex / 0.2, d_in - inh / 2, -d_ex / 0.2, -d_in / 2, alpha_m * (1 - m) - beta_m * m,
                alpha_h * (1 - h) - beta_h * h, alpha_n * (1 - n) - beta_n * n]

    def after_input(self, y, weight):
        y[3 if weight > 0 else 4] += weight * np.e / (0.2 if weight > 0 else 2.0)

    def step(self, y, waiting):
        before = y[0]
        y = solve_ivp(self.rates, (0, DT), y, **PRECISE).y[:, -1]
        if waiting > 0:
            return y, False, waiting - 1
        fires = y[0] >= 0 and before > y[0]
        return y, fires, 20 if fires else 0


def simulate(folder, model, currents):
    """V_m and spikes of one neuron per current, as the program has them."""
    experiment = {
        "engram": 1, "name": model.name, "simulation": {"duration": DURATION, "dt": DT, "seed": 1},
        "populations": {f"n{k}": {"model": model.name, "size": 1, "params": {**model.params, "I_e": current}}
                        for k, current in enumerate(currents)},
        "stimuli": {f"{p}_{k}": {"type": "spike_times", "target": p, "times": [time - DT], "weight": model.scale * weight,
                                 "delay": DT}
                    for p in (f"n{k}" for k in range(len(currents))) for k, (time, weight) in enumerate(INPUTS)},
        "record": {"spikes": "all", "state": [{"population": f"n{k}", "variables": ["V_m"], "every": DT}
                                              for k in range(len(currents))]},
    }
    (folder / "model.json").write_text(json.dumps(experiment))
    run(folder / "model.json", folder / "out")
    found = []
    for k in range(len(currents)):
        with h5py.File(folder / "out" / "spikes.h5") as file:
            spikes = np.rint(file[f"spikes/n{k}/timestamps"][()] / DT).astype(int) - 1
        with h5py.File(folder / "out" / f"n{k}_V_m.h5") as file:
            found.append((file[f"report/n{k}/data"][:, 0], spikes))
    return found


@pytest.mark.parametrize("model,currents", [(Cond, (100.0, 400.0)), (CondAlpha, (100.0, 400.0)),
                                            (Adaptive, (300.0, 1000.0)), (Squid, (200.0, 1000.0))])
def test_traces_and_spikes(tmp_path, model, currents):
    found = simulate(tmp_path, model(0), currents)
    for current, (v, spikes), quiet in zip(currents, found, (True, False)):
        expected, expected_spikes = model(current).trace()
        np.testing.assert_array_equal(spikes, expected_spikes)
        assert (len(spikes) <= 1) == quiet, "one current below threshold, one above"
        deviation = np.abs(v - expected)
        calm = expected < -45
        assert deviation[calm].max() < (model.spiking_deviation if len(spikes) else 1e-5)
        if model is not Adaptive:
            assert deviation.max() < model.deviation


def test_rates_of_hodgkin_and_huxley(tmp_path):
    """Onset of firing and the rate as a function of current; the solver finds spikes as maxima above 0 mV."""
    currents = (600.0, 650.0, 1200.0)
    experiment = {
        "engram": 1, "name": "rates", "simulation": {"duration": 500, "warmup": 100, "dt": DT, "seed": 1},
        "populations": {f"n{k}": {"model": "hh_psc_alpha", "size": 1, "params": {"I_e": current}}
                        for k, current in enumerate(currents)},
    }
    (tmp_path / "rates.json").write_text(json.dumps(experiment))
    rates = run(tmp_path / "rates.json", tmp_path / "out")["rates_hz"]
    for k, current in enumerate(currents):
        model = Squid(current)

        def maximum(t, y, model=model):
            return model.rates(t, y)[0] if y[0] > 0 else -1.0

        maximum.direction = -1
        solution = solve_ivp(model.rates, (0, 600), model.start(), events=maximum, method="DOP853", rtol=1e-9, atol=1e-9)
        expected = np.count_nonzero(solution.t_events[0] > 100) / 0.5
        # Half a second of counting holds one spike more or less at its edges.
        assert abs(rates[f"n{k}"] - expected) <= 2.01, current
    assert rates["n0"] == 0
    assert rates["n1"] > 40, "it begins to fire at a finite rate"
