"""Patches made by the project have the statistics they are made for."""

import numpy as np
import pytest

from engram import patches


@pytest.fixture(scope="module")
def images():
    random = np.random.default_rng(5)
    return [patches.dead_leaves(128, random) for _ in range(6)]


def spectrum(images):
    """Frequencies and mean power over directions, whole cycles per image."""
    power = np.mean([np.abs(np.fft.fft2(image - image.mean())) ** 2 for image in images], axis=0)
    side = images[0].shape[0]
    axis = np.fft.fftfreq(side, 1 / side)
    ring = np.rint(np.hypot(axis[:, None], axis[None, :])).astype(int)
    return np.arange(3, 50), np.bincount(ring.ravel(), power.ravel())[3:50] / np.bincount(ring.ravel())[3:50]


def test_spectra_fall_as_in_natural_images(images):
    """The exponent of natural images is about 2 (Ruderman 1997: 1.8)."""
    frequency, power = spectrum(images)
    slope = np.polyfit(np.log(frequency), np.log(power), 1)[0]
    assert -2.8 < slope < -1.6


def test_whitened_images_have_a_flat_spectrum(images):
    """But for the filter's cut-off exp(-2 (f/f_0)^4), which is divided out here."""
    whitened = [patches.whiten(image) for image in images]
    frequency, power = spectrum(whitened)
    flat = power * np.exp(2 * (frequency / 128 / 0.4) ** 4)
    assert abs(np.polyfit(np.log(frequency), np.log(flat), 1)[0]) < 0.6
    # A Gaussian image, no task for sparse coding, has 0 with a standard deviation of sqrt(24 / independent pixels),
    # below 0.05 even if only one in ten is.
    kurtosis = np.mean(np.array(whitened) ** 4) - 3
    assert kurtosis > 0.5


def test_patches_are_normalised(images):
    cut = patches.cut(images, 8, 50, np.random.default_rng(2))
    assert cut.shape == (50, 64)
    assert np.allclose(cut.mean(axis=1), 0) and np.allclose(cut.std(axis=1), 1)
    again = patches.cut(images, 8, 50, np.random.default_rng(2))
    assert np.array_equal(cut, again)


def test_images_without_contrast():
    """Are passed over beside others, and refused alone."""
    random = np.random.default_rng(3)
    empty, full = np.zeros((9, 9), np.uint8), random.integers(0, 255, (9, 9)).astype(np.uint8)
    assert np.isfinite(patches.cut([empty, full], 8, 20, random)).all()
    with pytest.raises(ValueError, match="one grey"):
        patches.cut([empty], 8, 1, random)
