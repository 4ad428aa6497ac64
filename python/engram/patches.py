"""Patches of images with the statistics of natural ones, made from random numbers: objects that hide each other.

    >>> from engram import patches
    >>> random = numpy.random.default_rng(1)
    >>> images = [patches.whiten(patches.dead_leaves(256, random)) for _ in range(4)]
    >>> patches.cut(images, side=8, count=1000, random=random)    # [1000, 64], mean 0, standard deviation 1
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def dead_leaves(side: int, random: np.random.Generator) -> np.ndarray:
    """An image of discs that lie over each other, float64 [side, side] of grey values between 0 and 1.

    Radii r have the density r^-3 between 1.5 pixels and a third of the side, which makes the image look the same at any
    scale, as natural ones do: its spectrum falls like 1/f^2 (Ruderman 1997, Vision Research 37:3385-3398; Lee, Mumford &
    Huang 2001, International Journal of Computer Vision 41:35-59).
    """
    image = np.full((side, side), np.nan)
    smallest, largest = 1.5, side / 3
    open_pixels = side * side
    while open_pixels:
        # Radii with the density r^-3: r^-2 is uniform. Each disc hides behind those before it.
        radius = random.uniform(largest ** -2, smallest ** -2) ** -0.5
        row, column = random.uniform(-largest, side + largest, 2)
        grey = random.uniform()
        rows = _reach(row, radius, side)
        columns = _reach(column, radius, side)
        part = image[rows, columns]
        if not part.size:
            continue
        y, x = np.ogrid[rows, columns]
        seen = ((y - row) ** 2 + (x - column) ** 2 <= radius ** 2) & np.isnan(part)
        part[seen] = grey
        open_pixels -= int(seen.sum())
    return image


def _reach(centre: float, radius: float, side: int) -> slice:
    return slice(max(0, int(np.ceil(centre - radius))), max(0, min(side, int(np.floor(centre + radius)) + 1)))


def whiten(image: np.ndarray) -> np.ndarray:
    """The image with a flat spectrum up to a cut-off, mean 0 and standard deviation 1, float64 of the same shape.

    The filter is f exp(-(f/f_0)^4) with f_0 = 0.4 cycles per pixel (Olshausen & Field 1997, Vision Research
    37:3311-3325: 200 cycles per picture of 512 pixels).
    """
    rows = np.fft.fftfreq(image.shape[0])[:, None]
    columns = np.fft.fftfreq(image.shape[1])[None, :]
    frequency = np.hypot(rows, columns)
    filtered = np.fft.ifft2(np.fft.fft2(image) * frequency * np.exp(-(frequency / 0.4) ** 4)).real
    return (filtered - filtered.mean()) / filtered.std()


def cut(images: Sequence[np.ndarray], side: int, count: int, random: np.random.Generator) -> np.ndarray:
    """Square patches from random places, float64 [count, side * side], each of mean 0 and standard deviation 1.

    ``images``: grey values of any type, at least ``side`` high and wide. Patches with less than a tenth of their image's
    contrast, which show one disc only, are drawn again. Raises ValueError where no image shows anything.
    """
    if not any(image.std() > 0 for image in images):
        raise ValueError("all images are of one grey: give images that show something")
    found = np.empty((count, side * side))
    for k in range(count):
        deviation, least = 0.0, np.inf
        while not deviation > least:
            image = images[random.integers(len(images))]
            least = 0.1 * image.std()
            row = random.integers(image.shape[0] - side + 1)
            column = random.integers(image.shape[1] - side + 1)
            patch = image[row:row + side, column:column + side].ravel().astype(float)
            deviation = float(patch.std())
        found[k] = (patch - patch.mean()) / deviation
    return found
