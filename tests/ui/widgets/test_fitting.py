"""Pictures laid into places of another shape."""

import pytest
from PySide6.QtCore import QRectF, QSize, QSizeF

from desktop.ui.widgets.fitting import covering, fitted


@pytest.mark.parametrize(
    ("picture", "area", "expected"),
    [
        ((1280, 720), (640, 360), (0, 0, 640, 360)),
        ((720, 1280), (640, 360), (219, 0, 202, 360)),
        ((960, 960), (300, 400), (0, 50, 300, 300)),
        ((100, 50), (400, 400), (0, 100, 400, 200)),
    ],
)
def test_a_picture_is_fitted_whole_and_in_the_middle(picture, area, expected):
    assert fitted(QSizeF(*picture), QRectF(0, 0, *area)) == QRectF(*expected)


def test_covering_keeps_the_middle_in_the_shape_asked_for():
    assert covering(QSize(1000, 1000), QSizeF(160, 90)) == QRectF(0, 218.75, 1000, 562.5)
