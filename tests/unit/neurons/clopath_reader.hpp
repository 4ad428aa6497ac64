#pragma once

#include <algorithm>
#include <cmath>

namespace engram::testing {

/// The neuron with its default parameters as one reads it: branches, long double, libm's exp, much
/// smaller steps where a spike may begin.
class ClopathReader {
  using Real = long double;

 public:
  struct Variables {
    Real v = -70.6L, w = 0, z = 0, v_th = -50.4L;
    Real u_plus = -70.6L, u_minus = -70.6L, u_bar = -70.6L;
  };
  explicit ClopathReader(int refractory_steps = 0) : refractory_steps_(refractory_steps) {}

  bool step(Real current, Real input) {
    bool fires = false;
    const bool calm = clamp_ > 0 || waiting_ > 0 || now.v < -58;
    const int parts = calm ? 20 : 1000;
    for (int part = 0; part < parts; ++part) {
      move(Real(0.1) / parts, current);
      if (!held() && now.v >= 33) fires = spike();
    }
    if (!held()) {
      now.v += input;
      if (now.v >= 33) fires = spike();
    }
    if (waiting_ > 0) --waiting_;
    if (clamp_ > 0 && --clamp_ == 0) {
      now.v = -60;
      waiting_ = refractory_steps_;
    }
    return fires;
  }

  Variables now;

 private:
  [[nodiscard]] bool held() const { return clamp_ > 0 || waiting_ > 0; }

  bool spike() {
    now.v = 33;
    now.w += 80.5L;
    now.z = 400;
    now.v_th = 30.4L;
    clamp_ = 21;  // the rest of this step and 2 ms
    return true;
  }

  [[nodiscard]] Variables slope(const Variables& y, Real current) const {
    Real v = std::min(y.v, Real(33));
    if (waiting_ > 0) v = -60;
    if (clamp_ > 0) v = 33;
    Variables d;
    d.v = held()
              ? 0
              : (-30 * (v + 70.6L) + 60 * std::exp((v - y.v_th) / 2) - y.w + y.z + current) / 281;
    d.w = clamp_ > 0 ? 0 : (4 * (v + 70.6L) - y.w) / 144;
    d.z = -y.z / 40;
    d.v_th = (-50.4L - y.v_th) / 50;
    d.u_plus = (v - y.u_plus) / 7;
    d.u_minus = (v - y.u_minus) / 10;
    d.u_bar = (y.u_minus - y.u_bar) / 500;
    return d;
  }

  static void add(Variables& y, Real h, const Variables& k) {
    y.v += h * k.v;
    y.w += h * k.w;
    y.z += h * k.z;
    y.v_th += h * k.v_th;
    y.u_plus += h * k.u_plus;
    y.u_minus += h * k.u_minus;
    y.u_bar += h * k.u_bar;
  }

  // Heun's third-order method, another one than the model's.
  void move(Real h, Real current) {
    const Variables k1 = slope(now, current);
    Variables a = now;
    add(a, h / 3, k1);
    const Variables k2 = slope(a, current);
    Variables b = now;
    add(b, 2 * h / 3, k2);
    const Variables k3 = slope(b, current);
    add(now, h / 4, k1);
    add(now, 3 * h / 4, k3);
  }

  int clamp_ = 0;
  int waiting_ = 0;
  int refractory_steps_;
};

}  // namespace engram::testing
