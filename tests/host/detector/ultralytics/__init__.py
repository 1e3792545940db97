"""In place of ADetailer's detector, which needs a model: a face in the middle of any picture."""

from types import SimpleNamespace

import numpy
import torch


class YOLO:
    """What ADetailer asks of the real one."""

    def __init__(self, path):
        self.path = path

    def __call__(self, image, **options):
        width, height = image.size
        corners = [width / 4, height / 4, width * 3 / 4, height * 3 / 4]
        boxes = SimpleNamespace(xyxy=torch.tensor([corners]), conf=torch.ones(1))
        shown = numpy.asarray(image.convert("RGB"))[..., ::-1].copy()
        return [SimpleNamespace(boxes=boxes, masks=None, plot=lambda: shown)]
